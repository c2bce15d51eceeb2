import { expect, test } from "vitest";
import { proxyBefore, proxyTrial } from "#src/kubernetes/marks.ts";
import { crashing, givenDaemonSet } from "../../given.ts";
import { givenConfigMap, givenProxyPod, givenTemplate } from "../../kube-proxy/template.ts";
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
});

test("a node that nothing keeps it from is told too", async () => {
  const proxies = threeNodes.slice(1).map(({ name }) => givenProxyPod(name));
  const { answer } = await ask("kube-proxy show", home({ proxies }));
  expect(linesOf(answer, "What is wrong")[0]).toContain("cp-1: no pod, though the DaemonSet allows it");
});

test("a trial that nobody ended is told", async () => {
  const annotations = { [proxyTrial]: "operation=op-7k3m9x&node=pi-1&pod=u&at=1", [proxyBefore]: "x" };
  const configMap = givenConfigMap("nftables", { annotations });
  const { answer } = await ask("kube-proxy show", home({ configMap, logged: logOf("iptables") }));
  expect(linesOf(answer, "What is wrong").join("\n")).toContain(
    "op-7k3m9x tried a change on pi-1 and has not ended",
  );
});

test.each([
  [[givenDaemonSet({ name: "cilium" })], "neutral", "cilium runs here, which can do its work"],
  [[], "bad", "it was deleted, or kubeadm was told to skip it"],
] as const)("without a DaemonSet: %#", async (daemonSets, tone, words) => {
  const { answer } = await ask("kube-proxy show", home({ rollout: "none", daemonSets }));
  expect(answer.tone).toBe(tone);
  expect(answer.headline).toContain(words);
});
