// A cluster of three whose kube-proxy is as kubeadm leaves it, unless told otherwise.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { ConfigMap, NodeFacts, PodFacts, Rollout } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { type Given, givenCluster, givenNode } from "../../given.ts";
import { givenConfigMap, givenProxyPod, givenRollout } from "../../kubeadm/kube-proxy/template.ts";

type Home = Given & {
  readonly rollout?: Partial<Rollout> | "none";
  readonly configMap?: ConfigMap;
  readonly proxies?: readonly PodFacts[];
  readonly labels?: NodeFacts["labels"];
  /** What every pod's log says. */
  readonly logged?: string;
};

export const threeNodes: readonly Node[] = [
  givenNode({
    name: "cp-1",
    roles: ["control-plane"],
    taints: [{ key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" }],
  }),
  givenNode({ name: "pi-1", arch: "arm64" }),
  givenNode({ name: "worker-1" }),
];

export const logOf = (mode: string) => `"Using ${mode} Proxier"\n"Starting service config controller"\n`;

export function home({
  rollout = {},
  configMap = givenConfigMap("iptables"),
  ...more
}: Home = {}): ClusterView {
  const { nodes = threeNodes, labels = { "kubernetes.io/os": "linux" }, logged = logOf("iptables") } = more;
  const proxies = more.proxies ?? nodes.map(({ name }) => givenProxyPod(name));
  return givenCluster({
    nodes,
    logs: Object.fromEntries(proxies.map(({ name }) => [`kube-system/${name}/kube-proxy`, logged])),
    ...more,
    fresh: {
      rollout: async () => (rollout === "none" ? undefined : givenRollout(rollout)),
      configMap: async () => configMap,
      pods: async ({ node }) => proxies.filter((pod) => node === undefined || pod.node === node),
      node: async (name) => {
        const node = nodes.find((each) => each.name === name);
        return node && { ...node, resourceVersion: "1", annotations: {}, labels };
      },
    },
  });
}
