import { expect, test } from "vitest";
import rule from "#src/incident/rules/coredns-scaled-to-zero.ts";
import type { Workload } from "#src/kubernetes/objects.ts";
import { givenPod, givenWorkload } from "../../given.ts";
import { reading } from "./reading.ts";
import { said } from "./series.ts";

const dns = (more: Partial<Workload> = {}) => ({
  workloads: reading([givenWorkload({ namespace: "kube-system", name: "coredns", desired: 0, ...more })]),
});

test("nobody resolves names where CoreDNS is asked to have no pod", () => {
  expect(said(rule, { pods: [givenPod()] }, dns())).toEqual([
    "CoreDNS is scaled to 0 pods: names in the cluster do not resolve; kubectl --namespace kube-system scale deployment coredns --replicas=2 brings them back",
  ]);
});

test("one that should have pods, another Deployment, and other servers of names are not told", () => {
  expect(said(rule, {}, dns({ desired: 2 }))).toEqual([]);
  expect(said(rule, {}, dns({ namespace: "demo" }))).toEqual([]);
  expect(said(rule, {}, dns({ name: "dns-autoscaler" }))).toEqual([]);
  const other = givenPod({ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } });
  expect(said(rule, { pods: [other] }, dns())).toEqual([]);
});
