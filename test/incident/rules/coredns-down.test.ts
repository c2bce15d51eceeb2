import { expect, test } from "vitest";
import rule from "#src/incident/rules/coredns-down.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { crashing, givenNode, givenPod, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const dns = (name: string, more: Partial<Pod> = {}) =>
  givenPod({ namespace: "kube-system", name, labels: { "k8s-app": "kube-dns" }, ...more });

test("one ready pod of two is enough", () => {
  expect(found(rule, { pods: [dns("coredns-a", { ready: false }), dns("coredns-b")] })).toEqual([]);
});

test("none ready alerts", () => {
  const pods = [dns("coredns-a", { ready: false }), dns("coredns-b", { ready: false })];
  expect(said(rule, { pods })).toEqual([
    "No CoreDNS pod is ready (2 pods known): names in the cluster do not resolve",
  ]);
});

test("pods that look ready on a silent node do not count", () => {
  expect(
    found(rule, { nodes: [givenNode({ conditions: [silent()] })], pods: [dns("coredns-a")] }),
  ).toHaveLength(1);
});

test("the log before the crash is offered only where there was a crash", () => {
  const remedies = (pod: Pod) => found(rule, { pods: [pod] })[0]?.remedies[0];

  expect(remedies(dns("coredns-a", { ready: false }))).toBe("pod show kube-system/coredns-a");
  expect(remedies(dns("coredns-a", { ready: false, containers: [crashing()] }))).toBe(
    "pod logs kube-system/coredns-a --previous",
  );
});

test("a cluster without CoreDNS does not alert", () => {
  expect(found(rule, { pods: [givenPod()] })).toEqual([]);
});
