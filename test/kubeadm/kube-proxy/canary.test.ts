import { expect, test } from "vitest";
import { chooseCanary, judge, ownNode } from "#src/kubeadm/kube-proxy/canary.ts";
import { crashing, givenCluster, givenContainer, givenNode, givenPod, silent } from "../../given.ts";
import { givenProxyPod } from "./template.ts";

const controlPlane = givenNode({ name: "a-cp", roles: ["control-plane"] });
const pi = givenNode({ name: "pi" });
const worker = givenNode({ name: "w" });
const all = [controlPlane, pi, worker];
const proxies = all.map(({ name }) => givenProxyPod(name));

test.each([
  ["a worker comes before the control plane", { nodes: all }, "pi"],
  ["not the node that we run on", { nodes: all, own: "pi" }, "w"],
  ["the control plane rather than ourselves", { nodes: [controlPlane, pi], own: "pi" }, "a-cp"],
  ["ourselves rather than nobody", { nodes: [pi], own: "pi" }, "pi"],
  ["not one that is silent", { nodes: [givenNode({ name: "pi", conditions: [silent()] }), worker] }, "w"],
  [
    "not one without a ready pod",
    { nodes: all, pods: [givenProxyPod("pi", { ready: false }), givenProxyPod("w")] },
    "w",
  ],
  [
    "where it works nowhere, a worker all the same",
    { nodes: all, pods: all.map(({ name }) => givenProxyPod(name, { ready: false })) },
    "pi",
  ],
  ["nobody where none has a pod", { nodes: all, pods: [] }, undefined],
])("the canary: %s", (_what, given, name) => {
  expect(chooseCanary({ pods: proxies, own: undefined, ...given })?.name).toBe(name);
});

const fine = '"Using nftables Proxier"\n"Starting service config controller"\n';

test.each([
  ["ready, started and in the mode", {}, fine, "proven"],
  ["another mode", {}, fine.replace("nftables", "iptables"), "failing"],
  ["chosen, not started", {}, '"Using nftables Proxier"\n', "waiting"],
  ["no log yet", {}, undefined, "waiting"],
  ["not ready", { ready: false }, fine, "waiting"],
  [
    "rules that cannot be loaded",
    {},
    `${fine}E1122 06:12:03 1 proxier.go:1874] "nftables sync failed"\n`,
    "waiting",
  ],
  ["one crash", { containers: [givenContainer({ restarts: 1 })] }, fine, "waiting"],
  ["crash after crash", { containers: [crashing()] }, fine, "failing"],
] as const)("%s is %s", async (_what, more, log, state) => {
  const pod = givenProxyPod("pi", more);
  const logs = log === undefined ? {} : { "kube-system/kube-proxy-pi/kube-proxy": log };
  const verdict = await judge(givenCluster({ logs }), pod, "nftables", AbortSignal.timeout(60_000));
  expect(verdict.state).toBe(state);
  expect(verdict.evidence).toContain("kube-proxy-pi on pi");
});

test("our own node is the one of the pod that we are", () => {
  const cluster = givenCluster({ pods: [givenPod({ namespace: "wheelhouse", name: "bot", node: "pi" })] });
  expect(ownNode(cluster, { namespace: "wheelhouse", pod: "bot" })).toBe("pi");
  expect(ownNode(cluster, undefined)).toBeUndefined();
});
