import { expect, test } from "vitest";
import rule from "#src/incident/rules/kubelet-certificate-expiring.ts";
import type { CertificateEnd } from "#src/kubernetes/facts.ts";
import { day, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const served = (node: string, leftDays: number): CertificateEnd => ({
  ...{ of: "kubelet", at: `${node} (10.0.0.1:10250)`, node },
  validity: { from: now - 300 * day, until: now + leftDays * day },
});
const probed = (...ends: readonly CertificateEnd[]) => ({ certificates: reading(ends) });

test("kubelets whose certificates end are one problem with their nodes", () => {
  const probes = probed(served("w1", 20), served("w2", 5), served("w3", 200));
  expect(said(rule, {}, probes)).toEqual([
    "The serving certificate of the kubelet on w2 and w1 ends in 5 d (the first of them)",
  ]);
  expect(found(rule, {}, probes)[0]?.nodes).toEqual(["w2", "w1"]);
});

test("one that ended says so", () => {
  expect(said(rule, {}, probed(served("w1", -2)))).toEqual([
    "The serving certificate of the kubelet on w1 ended 2 d ago",
  ]);
});

test("a kubelet that nobody reached is unknown, and one that will renew by itself has time", () => {
  const unread = { ...served("w1", 1), validity: undefined };
  expect(found(rule, {}, probed(unread, served("w2", 45)))).toEqual([]);
});
