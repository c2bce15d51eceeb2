import { expect, test } from "vitest";
import rule from "#src/incident/rules/api-server-certificate-expiring.ts";
import type { CertificateEnd } from "#src/kubernetes/facts.ts";
import { day, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const served = (at: string, leftDays: number): CertificateEnd => ({
  ...{ of: "API server", at },
  validity: { from: now - 365 * day, until: now + leftDays * day },
});
const probed = (...ends: readonly CertificateEnd[]) => ({ certificates: reading(ends) });

test("the certificates of all control planes are one problem, as near as the first end", () => {
  const probes = probed(served("https://10.0.0.10:6443", 20), served("cp2 (10.0.0.12:6443)", 6));
  expect(said(rule, {}, probes)).toEqual([
    "The API server's certificate ends in 6 d, as served at cp2 (10.0.0.12:6443) and https://10.0.0.10:6443: nobody renews it by itself",
  ]);
  expect(found(rule, {}, probes)).toMatchObject([{ severity: "warning", stage: 4 }]);
});

test("as days pass it is told anew at each step, and the severity rises", () => {
  const days = [61, 60, 40, 30, 14, 7, 1, -1];
  const told = days.map((left) => found(rule, {}, probed(served("s", left)))[0]);
  expect(told.map((each) => each && [each.stage, each.severity])).toEqual([
    undefined,
    [1, "info"],
    [1, "info"],
    [2, "info"],
    [3, "warning"],
    [4, "warning"],
    [5, "critical"],
    [5, "critical"],
  ]);
});

test("what a kubelet serves is not told here", () => {
  expect(found(rule, {}, probed({ ...served("w1", 3), of: "kubelet" }))).toEqual([]);
});
