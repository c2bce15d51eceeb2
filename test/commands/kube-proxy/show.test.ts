import { expect, test } from "vitest";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import { crashing, givenDaemonSet } from "../../given.ts";
import { givenConfigMap, givenProxyPod, givenTemplate } from "../../kubeadm/kube-proxy/template.ts";
import { ask, factOf, linesOf, rowsOf } from "../ask.ts";
import { home, logOf, threeNodes } from "./given.ts";

test("mode, parameters and every node, from what the pods themselves say", async () => {
  const { answer, faults } = await ask("kube-proxy show", home());
  expect(faults).toEqual([]);
  expect(answer).toMatchObject({
    headline: "kube-proxy on home: iptables mode, ready on 3 nodes",
    tone: "good",
  });
  expect(factOf(answer, "Parameters")).toContain("ConfigMap kube-system/kube-proxy, config.conf");
  expect(factOf(answer, "Pods")).toBe("DaemonSet kube-system/kube-proxy, RollingUpdate maxUnavailable 1");
  expect(rowsOf(answer, 5)).toEqual([
    "cp-1 | Running | iptables | 0 | 60 s",
    "pi-1 | Running | iptables | 0 | 60 s",
    "worker-1 | Running | iptables | 0 | 60 s",
  ]);
});

test.each([
  "kube-proxy",
  "proxy",
  "kubeproxy show",
  "show kube-proxy",
  "describe proxy",
  "kube-proxy status",
])("%s shows it too", async (line) => {
  expect((await ask(line, home())).answer.headline).toContain("kube-proxy on home");
});

test("a mode that is not set is called the default", async () => {
  const { answer } = await ask("kube-proxy show", home({ configMap: givenConfigMap('""') }));
  expect(factOf(answer, "Mode")).toBe("iptables (not set; that is the default on Linux)");
});

test("pods that still run the old mode are named", async () => {
  const { answer } = await ask("kube-proxy show", home({ configMap: givenConfigMap("nftables") }));
  expect(answer.tone).toBe("warning");
  expect(linesOf(answer, "What is wrong")).toEqual([
    "cp-1 (iptables), pi-1 (iptables) and worker-1 (iptables): started before the mode was changed, or could not take it",
  ]);
});

test("a missing pod and its cause come first", async () => {
  const rollout = { template: givenTemplate({ tolerations: [] }) };
  const proxies = [
    givenProxyPod("worker-1"),
    givenProxyPod("pi-1", {
      ready: false,
      containers: [crashing({ name: "kube-proxy" })],
      images: { "kube-proxy": "registry.k8s.io/kube-proxy-amd64:v1.37.1" },
    }),
  ];
  const { answer } = await ask("kube-proxy show", home({ rollout, proxies }));
  expect(answer).toMatchObject({
    headline: "kube-proxy on home: iptables mode, not ready on 2 of 3 nodes",
    tone: "bad",
  });
  expect(rowsOf(answer, 2)).toEqual(["cp-1 | missing", "pi-1 | CrashLoopBackOff", "worker-1 | Running"]);
  expect(rowsOf(answer, 7)[1]).toContain("kube-proxy-amd64:v1.37.1 (node is arm64)");
  expect(linesOf(answer, "What is wrong")).toEqual([
    "cp-1: it does not tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule",
  ]);
  expect(answer.buttons?.at(-1)).toEqual({
    label: "Repair",
    line: "kube-proxy repair --cluster=home",
    how: "ask",
  });
});

test("a node that nothing keeps it from is told too", async () => {
  const proxies = threeNodes.slice(1).map(({ name }) => givenProxyPod(name));
  const { answer } = await ask("kube-proxy show", home({ proxies }));
  expect(linesOf(answer, "What is wrong")[0]).toContain("cp-1: no pod, though the DaemonSet allows it");
});

const trial = "operation=op-7k3m9x&node=pi-1&pod=u&at=1";
const before = givenConfigMap("iptables").data["config.conf"] ?? "";

test.each([
  [
    "nftables",
    trial,
    "ConfigMap kube-system/kube-proxy says nftables, which op-7k3m9x tried on pi-1; any kube-proxy that starts takes it. “kube-proxy mode iptables” goes back, “kube-proxy mode nftables” goes on.",
  ],
  [
    "iptables",
    `${trial}&undo=it+crashed`,
    "ConfigMap kube-system/kube-proxy says iptables again, but kube-proxy on pi-1 may still be the one that op-7k3m9x tried: “kube-proxy mode iptables” ends that.",
  ],
])("a trial that nobody ended is told with the lines that end it: %s", async (mode, mark, said) => {
  const annotations = { [proxyTrial]: mark, [proxyBefore]: before };
  const configMap = givenConfigMap(mode, { annotations });
  const { answer, faults } = await ask("kube-proxy show", home({ configMap, logged: logOf(mode) }));
  expect(linesOf(answer, "What is wrong")).toEqual([said]);
  expect(answer.tone).toBe("warning");
  expect(faults).toEqual([]);
});

test("a repair that nobody ended is told with the line that ends it", async () => {
  const rollout = { strategy: "OnDelete", annotations: { [proxyTrial]: trial, [proxyBefore]: "{}" } };
  const { answer } = await ask("kube-proxy show", home({ rollout }));
  expect(linesOf(answer, "What is wrong")).toEqual([
    "DaemonSet kube-system/kube-proxy is OnDelete and has the template that op-7k3m9x tried on pi-1; other pods keep the old one until they are deleted. “kube-proxy repair” goes on where it works on pi-1, else back.",
  ]);
});

test.each([
  [[givenDaemonSet({ name: "cilium" })], "neutral", "cilium runs here, which can do its work"],
  [[], "bad", "it was deleted, or kubeadm was told to skip it"],
] as const)("without a DaemonSet: %#", async (daemonSets, tone, words) => {
  const { answer } = await ask("kube-proxy show", home({ rollout: "none", daemonSets }));
  expect(answer.tone).toBe(tone);
  expect(answer.headline).toContain(words);
});
