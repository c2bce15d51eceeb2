import { expect, test } from "vitest";
import { causeOf } from "#src/start/cause-of.ts";
import { home } from "../commands/kube-proxy/given.ts";
import { givenAgentPod, givenDaemonSet, now } from "../given.ts";
import { noHosts } from "../hosts/none.ts";
import { givenTemplate } from "../kubeadm/kube-proxy/template.ts";

const missing = {
  alert: "KubeDaemonSetNotScheduled",
  subject: { kind: "DaemonSet", name: "kube-proxy/missing" },
};

const ways = { hosts: noHosts, signatures: [], now, signal: AbortSignal.timeout(60_000) };

test("a kube-proxy that its DaemonSet keeps off a node says what does, and offers to mend it", async () => {
  const cluster = home({
    rollout: { template: givenTemplate({ nodeSelector: { "kubernetes.io/arch": "amd64" } }) },
    labels: { "kubernetes.io/arch": "arm64" },
    proxies: [],
    daemonSets: [givenDaemonSet()],
    pods: [givenAgentPod("kube-proxy", "cp-1"), givenAgentPod("kube-proxy", "worker-1")],
  });
  expect(await causeOf(missing, { cluster, ...ways })).toMatchObject({
    words: "The DaemonSet keeps it off pi-1.",
    line: "its node selector wants kubernetes.io/arch=amd64",
    certainty: "sure",
    remedies: ["kube-proxy repair", "kube-proxy show"],
  });
});

test("one that starts anew has no cause", async () => {
  const cluster = home({
    proxies: [],
    daemonSets: [givenDaemonSet()],
    pods: [givenAgentPod("kube-proxy", "cp-1"), givenAgentPod("kube-proxy", "worker-1")],
  });
  expect(await causeOf(missing, { cluster, ...ways })).toBeUndefined();
});
