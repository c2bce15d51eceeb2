// kube-proxy as kubeadm leaves it, as values.
import type { ConfigMap, PodFacts, Rollout, Template } from "#src/kubernetes/facts.ts";
import { givenAgentPod, givenContainer, now } from "../../given.ts";

export function givenTemplate(more: Partial<Template> = {}): Template {
  return {
    labels: { "k8s-app": "kube-proxy" },
    annotations: {},
    images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.37.1" },
    nodeSelector: { "kubernetes.io/os": "linux" },
    nodeAffinity: undefined,
    tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }],
    priorityClass: "system-node-critical",
    ...more,
  };
}

export function givenRollout(more: Partial<Rollout> = {}): Rollout {
  return {
    kind: "DaemonSet",
    namespace: "kube-system",
    name: "kube-proxy",
    uid: "uid-kube-proxy",
    resourceVersion: "7",
    generation: 1,
    observedGeneration: 1,
    paused: false,
    desired: 3,
    current: 3,
    updated: 3,
    ready: 3,
    available: 3,
    strategy: "RollingUpdate",
    maxUnavailable: "1",
    partition: 0,
    labels: {},
    annotations: {},
    selector: undefined,
    template: givenTemplate(),
    ...more,
  };
}

export function givenProxyPod(node: string, more: Partial<PodFacts> = {}): PodFacts {
  const pod = givenAgentPod("kube-proxy", node);
  return {
    ...pod,
    containers: [givenContainer({ name: "kube-proxy" })],
    owner: { kind: "DaemonSet", name: "kube-proxy", uid: "uid-kube-proxy" },
    annotations: {},
    mirror: false,
    priority: 0,
    priorityClass: "system-node-critical",
    graceSeconds: 30,
    startedAt: now - 60_000,
    images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.37.1" },
    volumes: [],
    placement: { nodeSelector: {}, nodeAffinity: undefined, tolerations: [] },
    ...more,
  };
}

export function givenConfigMap(mode: string, more: Partial<ConfigMap> = {}): ConfigMap {
  return {
    namespace: "kube-system",
    name: "kube-proxy",
    uid: "uid-config",
    resourceVersion: "3",
    annotations: {},
    data: { "config.conf": `kind: KubeProxyConfiguration\nmode: ${mode}\n` },
    ...more,
  };
}
