import { expect, test } from "vitest";
import rule from "#src/incident/rules/agent-missing.ts";
import { givenAgentPod, givenDaemonSet, givenNode, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const nodes = [givenNode({ name: "cp-1" }), givenNode({ name: "pi-1" })];
const daemonSets = [givenDaemonSet(), givenDaemonSet({ namespace: "kube-flannel", name: "kube-flannel-ds" })];
const flannelOn = (node: string) => givenAgentPod("kube-flannel-ds", node, { namespace: "kube-flannel" });
const everywhere = nodes.flatMap(({ name }) => [givenAgentPod("kube-proxy", name), flannelOn(name)]);

test("agents that are ready on every node do not alert", () => {
  expect(found(rule, { nodes, daemonSets, pods: everywhere })).toEqual([]);
});

test("a node without kube-proxy alerts, and says what does not work", () => {
  const pods = everywhere.filter(({ name }) => name !== "kube-proxy-pi-1");
  expect(said(rule, { nodes, daemonSets, pods })).toEqual([
    "kube-proxy is missing on pi-1: Services do not work from there",
  ]);
});

test("a pod network that is not ready alerts", () => {
  const pods = everywhere.map((pod) =>
    pod.name === "kube-flannel-ds-pi-1" ? { ...pod, ready: false } : pod,
  );
  expect(said(rule, { nodes, daemonSets, pods })).toEqual([
    "The pod network is not ready on pi-1: pods there get no network",
  ]);
});

test("a silent node does not alert a second time", () => {
  const withSilent = [nodes[0] ?? givenNode(), givenNode({ name: "pi-1", conditions: [silent()] })];
  expect(found(rule, { nodes: withSilent, daemonSets, pods: [] }).map(({ subject }) => subject.name)).toEqual(
    ["kube-proxy/missing", "CNI/missing"],
  );
  expect(said(rule, { nodes: withSilent, daemonSets, pods: [] })[0]).toContain("on cp-1:");
});

test("a cluster whose pod network replaces kube-proxy does not miss it", () => {
  const pods = nodes.map(({ name }) => givenAgentPod("cilium", name));
  expect(found(rule, { nodes, daemonSets: [givenDaemonSet({ name: "cilium" })], pods })).toEqual([]);
});

test("many nodes without the same agent are one problem", () => {
  const many = Array.from({ length: 300 }, (_, n) => givenNode({ name: `node-${n}` }));
  expect(said(rule, { nodes: many, daemonSets: [givenDaemonSet()], pods: [] })).toEqual([
    "kube-proxy is missing on node-0, node-1, node-2, node-3, node-4 and 295 more: Services do not work from there",
  ]);
});
