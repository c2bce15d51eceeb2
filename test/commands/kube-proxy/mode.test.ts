import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { givenDaemonSet, givenNode, givenPod, givenService, silent } from "../../given.ts";
import { givenConfigMap, givenProxyPod } from "../../kubeadm/kube-proxy/template.ts";
import { planOf } from "../ask.ts";
import { home, logOf, threeNodes } from "./given.ts";

const oneNodePort = givenService({
  type: "NodePort",
  ports: [{ name: "", protocol: "TCP", port: 80, targetPort: "80", nodePort: 30_080 }],
});

test("the plan names every call, also those that put things back", async () => {
  const plan = await planOf("kube-proxy mode nftables", home());
  expect(plan).toMatchObject({
    target: "kube-proxy",
    risk: "change",
    title: "Change kube-proxy from iptables to nftables mode",
    warnings: [],
  });
  expect(plan.steps.map(({ title }) => title)).toEqual([
    "Try kube-proxy in nftables mode on pi-1",
    "Restart DaemonSet kube-system/kube-proxy",
    "See kube-proxy work in nftables mode on every node",
    "Take the marks of the trial away",
  ]);
  expect(plan.steps[0]?.calls.map(sayCall)).toEqual([
    expect.stringMatching(
      /^PATCH \/api\/v1\/namespaces\/kube-system\/configmaps\/kube-proxy metadata.uid=uid-config, metadata.resourceVersion=<as read>, metadata.annotations\["wheelhouse\/kube-proxy-trial"\]=<how far the trial got>, metadata.annotations\["wheelhouse\/kube-proxy-before"\]="<config.conf as it was, sha256 [0-9a-f]{32}>", data\["config.conf"\]="<config.conf with mode nftables, sha256 [0-9a-f]{32}>" – mode "iptables" becomes "nftables", all else stays$/,
    ),
    "DELETE /api/v1/namespaces/kube-system/pods/<kube-proxy on pi-1> preconditions.uid=<its uid>",
    "GET /api/v1/namespaces/kube-system/pods/<its new one>/log – must say Using nftables Proxier and that it has started",
    expect.stringMatching(/ – where the pod has to be deleted again$/),
    expect.stringMatching(
      / data\["config.conf"\]="<config.conf as it was, sha256 [0-9a-f]{32}>" – if it fails or takes longer than 3 min$/,
    ),
    expect.stringMatching(
      /kube-proxy-trial"\] removed, .*kube-proxy-before"\] removed – once that is put back$/,
    ),
  ]);
  expect(plan.impact[1]).toBe("kube-proxy is replaced on 3 nodes, at most 1 at a time.");
});

test.each([
  ["iptables", "iptables", "configured for iptables mode already."],
  ['""', "iptables", "already; it is not set, and that is the default."],
])("mode %s is not changed to %s again", async (written, wanted, words) => {
  const cluster = home({ configMap: givenConfigMap(written) });
  await expect(planOf(`kube-proxy mode ${wanted}`, cluster)).rejects.toThrow(words);
});

test.each<[string, Parameters<typeof home>[0], string, string]>([
  [
    "an old kernel",
    { nodes: [...threeNodes, givenNode({ name: "old", kernelVersion: "5.10.0-30-amd64" })] },
    "nftables",
    "wants Linux 5.13 or later, and old has 5.10.0-30-amd64",
  ],
  ["an old cluster", { health: { version: "v1.30.2" } }, "nftables", "came with 1.31"],
  ["a new cluster", { health: { version: "v1.43.0" } }, "ipvs", "removed in 1.43"],
  [
    "a node that is away",
    { nodes: [...threeNodes, givenNode({ name: "off", conditions: [silent()] })] },
    "nftables",
    "off does not answer, and with maxUnavailable 1 the rollout would wait for it",
  ],
  ["OnDelete", { rollout: { strategy: "OnDelete" } }, "nftables", "is OnDelete"],
  [
    "no kube-proxy",
    { rollout: "none" },
    "nftables",
    "has no DaemonSet kube-system/kube-proxy: it was deleted",
  ],
  [
    "Cilium",
    { rollout: "none", daemonSets: [givenDaemonSet({ name: "cilium" })] },
    "nftables",
    "cilium runs here, which can do its work",
  ],
  [
    "an odd text",
    { configMap: givenConfigMap("&m iptables\nother: *m") },
    "nftables",
    "without touching other lines",
  ],
  [
    "no config.conf",
    { configMap: givenConfigMap("", { data: {} }) },
    "nftables",
    "has no config.conf that I can read",
  ],
  ["no pod", { proxies: [] }, "nftables", "No node that answers has a kube-proxy to try it on"],
])("with %s it is refused", async (_what, given, mode, words) => {
  await expect(planOf(`kube-proxy mode ${mode}`, home(given))).rejects.toThrow(words);
});

test.each<[string, Parameters<typeof home>[0], string, string]>([
  [
    "NodePorts on localhost",
    { services: [oneNodePort] },
    "nftables",
    "1 Service has a NodePort: 127.0.0.1:<port> answers only in iptables mode.",
  ],
  [
    "primary addresses",
    { services: [oneNodePort] },
    "nftables",
    "on the primary addresses of the nodes only",
  ],
  [
    "firewalls",
    { services: [oneNodePort] },
    "nftables",
    "A firewall of the nodes must let NodePorts in: only iptables mode opens them by itself.",
  ],
  ["ipvs' end", {}, "ipvs", "deprecated since 1.35, will be off by default in 1.40 and gone in 1.43"],
  ["ipvs' modules", {}, "ipvs", "cannot be seen over the API"],
  [
    "MetalLB",
    { daemonSets: [givenDaemonSet({ namespace: "metallb-system", name: "speaker" })] },
    "ipvs",
    "needs ipvs.strictARP: true",
  ],
  [
    "kube-vip",
    { pods: [givenPod({ name: "kube-vip-cp-1", owner: { kind: "Node", name: "cp-1" } })] },
    "ipvs",
    "kube-vip-cp-1 announces",
  ],
  ["what ipvs leaves", { configMap: givenConfigMap("ipvs") }, "nftables", "kube-ipvs0 may stay"],
  [
    "Calico",
    { daemonSets: [givenDaemonSet({ name: "calico-node" })] },
    "nftables",
    "calico-node programs packet rules of its own",
  ],
  ["one node", { nodes: threeNodes.slice(0, 1) }, "nftables", "cp-1 is the only node"],
  [
    "only control planes",
    { proxies: [givenProxyPod("cp-1")] },
    "nftables",
    "cp-1, which goes first, is a control plane",
  ],
])("%s: a warning", async (_what, given, mode, words) => {
  const { warnings } = await planOf(`kube-proxy mode ${mode}`, home(given));
  expect(warnings.join("\n")).toContain(words);
});

const mark = "operation=op-7k3m9x&node=worker-1&pod=uid-old&at=1";
const was = givenConfigMap("iptables").data["config.conf"] ?? "";
const half = (mode: string, more = "") =>
  givenConfigMap(mode, { annotations: { [proxyTrial]: `${mark}${more}`, [proxyBefore]: was } });

test("back from a trial that nobody ended, its node goes first", async () => {
  const plan = await planOf("kube-proxy mode iptables", home({ configMap: half("nftables") }));
  expect(plan.title).toBe("Change kube-proxy from nftables to iptables mode");
  expect(plan.steps[0]?.title).toBe("Try kube-proxy in iptables mode on worker-1");
});

test("a trial that nobody ended goes on once its node shows that it works", async () => {
  const cluster = home({ configMap: half("nftables"), logged: logOf("nftables") });
  expect(await planOf("kube-proxy mode nftables", cluster)).toMatchObject({
    title: "End the trial of kube-proxy: all nodes to nftables mode",
    impact: [
      "op-7k3m9x was given up after worker-1 had gone to nftables mode. kube-proxy is replaced on 3 nodes, at most 1 at a time.",
      expect.any(String),
    ],
    basis: { operation: "op-7k3m9x" },
    steps: [
      { step: "restart-workload" },
      { step: "see-kube-proxy-mode" },
      { step: "remove-kube-proxy-trial" },
    ],
  });
});

test.each([
  [
    "its log says another mode",
    {},
    "worker-1, where it is not proven: kube-proxy-worker-1 on worker-1 runs in iptables mode",
  ],
  ["it crashes", { proxies: [givenProxyPod("worker-1", { ready: false })] }, "is not ready"],
  [
    "its pod is still the old one",
    { proxies: [givenProxyPod("worker-1", { uid: "uid-old" })] },
    "still the old one",
  ],
])("it does not go on while %s", async (_what, given, words) => {
  const plan = planOf("kube-proxy mode nftables", home({ configMap: half("nftables"), ...given }));
  await expect(plan).rejects.toThrow(words);
  await expect(plan).rejects.toMatchObject({ hint: "kube-proxy mode iptables goes back." });
});

test.each([
  ["by the trial", half("iptables", "&undo=it+crashed"), { uid: "uid-old" }],
  ["by hand", half("iptables"), { ready: false }],
])(
  "put back %s, only the node that may still be in the other mode is restarted",
  async (_by, configMap, pod) => {
    const proxies = threeNodes.map(({ name }) => givenProxyPod(name, name === "worker-1" ? pod : {}));
    const plan = await planOf("kube-proxy mode iptables", home({ configMap, proxies }));
    expect(plan.steps.map(({ title }) => title)).toEqual([
      "Restart kube-proxy on worker-1",
      "Take the marks of the trial away",
    ]);
  },
);

test("put back and started, nothing but the marks is left", async () => {
  const configMap = half("iptables", "&undo=it+crashed");
  const { steps } = await planOf("kube-proxy mode iptables", home({ configMap }));
  expect(steps.map(({ step }) => step)).toEqual(["remove-kube-proxy-trial"]);
});

test("a person types the mode that is meant, and nothing else", async () => {
  await expect(planOf("kube-proxy mode userspace", home())).rejects.toThrow(
    "must be one of iptables, nftables, ipvs",
  );
});

test("the approval rests on the text that was read", async () => {
  const basis = async (text: string) => {
    const configMap = givenConfigMap("iptables", { data: { "config.conf": text } });
    return (await planOf("kube-proxy mode nftables", home({ configMap }))).basis;
  };
  const text = "kind: KubeProxyConfiguration\nmode: iptables\n";
  expect(await basis(text)).toEqual(await basis(text));
  expect(await basis(`${text}# changed\n`)).not.toEqual(await basis(text));
});

test("nodes that run Windows have no say", async () => {
  const windows: Node = givenNode({
    name: "win-1",
    osImage: "Windows Server 2025",
    kernelVersion: "10.0.26100",
  });
  const cluster = home({
    nodes: [...threeNodes, windows],
    proxies: threeNodes.map(({ name }) => givenProxyPod(name)),
  });
  await expect(planOf("kube-proxy mode nftables", cluster)).resolves.toBeDefined();
});
