import { describe, expect, test } from "vitest";
import { cnisOf, controlPlaneOf, coverageOf, lostNodes } from "#src/kubeadm/components.ts";
import { givenAgentPod, givenDaemonSet, givenNode, givenPod, givenStaticPod, now, silent } from "../given.ts";

describe("the DaemonSets of a pod network", () => {
  test.each([
    "kube-flannel-ds",
    "kube-flannel-ds-arm64",
    "canal",
    "calico-node",
    "cilium",
    "weave-net",
    "kube-router",
    "antrea-agent",
    "kindnet",
    "kube-ovn-cni",
    "ovnkube-node",
  ])("%s is one", (name) => {
    expect(cnisOf([givenDaemonSet({ name })])).toHaveLength(1);
  });

  test.each([
    "kube-proxy",
    "cilium-envoy",
    "kube-ovn-pinger",
    "multus",
    "kube-multus-ds",
    "calico-node-windows",
    "node-exporter",
  ])("%s is none", (name) => {
    expect(cnisOf([givenDaemonSet({ name })])).toEqual([]);
  });
});

describe("coverage", () => {
  const nodes = [givenNode({ name: "a" }), givenNode({ name: "b", arch: "arm64" })];
  const on = (agent: "kube-proxy" | "CNI" | "CoreDNS", state: Partial<Parameters<typeof coverageOf>[0]>) => {
    const { installed, on } = coverageOf({ nodes, pods: [], daemonSets: [], ...state })[agent];
    return installed ? Object.fromEntries(on) : "not installed";
  };

  test("an agent without a DaemonSet is not installed, rather than missing", () => {
    expect(on("kube-proxy", {})).toBe("not installed");
    expect(on("CNI", { daemonSets: [givenDaemonSet()] })).toBe("not installed");
  });

  test("a node without a pod of the DaemonSet misses it", () => {
    const pods = [givenAgentPod("kube-proxy", "a")];
    expect(on("kube-proxy", { daemonSets: [givenDaemonSet()], pods })).toEqual({ a: "ready", b: "missing" });
  });

  test("one DaemonSet for each architecture together make up a pod network", () => {
    const daemonSets = ["kube-flannel-ds-amd64", "kube-flannel-ds-arm64"].map((name) =>
      givenDaemonSet({ name }),
    );
    const pods = [givenAgentPod("kube-flannel-ds-amd64", "a"), givenAgentPod("kube-flannel-ds-arm64", "b")];
    expect(on("CNI", { daemonSets, pods })).toEqual({ a: "ready", b: "ready" });
  });

  test("a pod of another namespace with the same owner name does not count", () => {
    const pods = [givenAgentPod("kube-proxy", "a", { namespace: "default" })];
    expect(on("kube-proxy", { daemonSets: [givenDaemonSet()], pods })).toEqual({
      a: "missing",
      b: "missing",
    });
  });

  test("a pod that is being replaced does not hide the new one", () => {
    const pods = [
      givenAgentPod("kube-proxy", "a", { deletedAt: now }),
      givenAgentPod("kube-proxy", "a", { ready: false }),
    ];
    expect(on("kube-proxy", { daemonSets: [givenDaemonSet()], pods })).toMatchObject({ a: "not ready" });
  });

  test("what a silent node's pods last said proves nothing", () => {
    const pods = [givenAgentPod("kube-proxy", "a")];
    const silentNodes = [givenNode({ name: "a", conditions: [silent()] })];
    expect(on("kube-proxy", { nodes: silentNodes, daemonSets: [givenDaemonSet()], pods })).toEqual({
      a: "not ready",
    });
  });

  test("CoreDNS is expected on no node in particular", () => {
    const pods = [givenPod({ node: "b", labels: { "k8s-app": "kube-dns" } })];
    expect(on("CoreDNS", { pods })).toEqual({ a: "absent", b: "ready" });
  });
});

describe("the control plane", () => {
  test("of a cluster from before 1.24 is known by its old role", () => {
    const states = controlPlaneOf(
      [givenNode({ name: "m", roles: ["master"] })],
      [givenStaticPod("etcd", "m")],
    );
    expect(states.map(({ component, ready }) => [component, ready])).toEqual([
      ["kube-apiserver", false],
      ["kube-controller-manager", false],
      ["kube-scheduler", false],
      ["etcd", true],
    ]);
  });

  test("is not ready on a silent node", () => {
    const cp = givenNode({ name: "cp", roles: ["control-plane"], conditions: [silent()] });
    const [first] = controlPlaneOf([cp], [givenStaticPod("kube-apiserver", "cp")]);
    expect(first).toMatchObject({ component: "kube-apiserver", ready: false });
  });
});

test("nodes that do not report Ready are lost, cordoned or not", () => {
  const nodes = [
    givenNode({ name: "well", unschedulable: true }),
    givenNode({ name: "silent", conditions: [silent()] }),
    givenNode({ name: "new", conditions: [] }),
  ];
  expect([...lostNodes(nodes)]).toEqual(["silent", "new"]);
});
