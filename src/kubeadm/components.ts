// Which pods and DaemonSets make up a kubeadm cluster, and on which nodes they run. Pure.
import type { DaemonSet, Node, Pod } from "#src/kubernetes/objects.ts";
import { sortedPods } from "./sorted-pods.ts";

/** Static pods carry `component` and `tier: control-plane` (kubeadm, cmd/kubeadm/app/util/staticpod). */
export const controlPlaneComponents = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "etcd",
] as const;

/** A node of the control plane, by the label kubeadm sets; `master` is what it was called before 1.24. */
export function isControlPlane(node: Node): boolean {
  return node.roles.includes("control-plane") || node.roles.includes("master");
}

export function isReady(node: Node): boolean {
  return node.conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** Names of the nodes of whose pods nobody knows anything; for healthOf. */
export function lostNodes(nodes: readonly Node[]): ReadonlySet<string> {
  return new Set(nodes.filter((node) => !isReady(node)).map(({ name }) => name));
}

export type ComponentState = {
  readonly component: string;
  readonly node: string;
  readonly pod: Pod | undefined;
  readonly ready: boolean;
};

/** Every component that each control-plane node should run; etcd only where any node runs it (it may be external). */
export function controlPlaneOf(nodes: readonly Node[], pods: readonly Pod[]): readonly ComponentState[] {
  const statics = sortedPods(pods).components;
  const expected = controlPlaneComponents.filter(
    (component) => component !== "etcd" || statics.some(({ labels }) => labels.component === "etcd"),
  );
  return nodes.filter(isControlPlane).flatMap((each) =>
    expected.map((component) => {
      const pod = statics.find(({ node, labels }) => node === each.name && labels.component === component);
      return { component, node: each.name, pod, ready: isReady(each) && pod?.ready === true };
    }),
  );
}

export const agents = ["kube-proxy", "CNI", "CoreDNS"] as const;
export type Agent = (typeof agents)[number];

/** How an agent stands on one node; `absent` where it is not expected (CoreDNS runs on some nodes only). */
export type Presence = "ready" | "not ready" | "missing" | "absent";

/** Pod networks by the name of the DaemonSet that runs on every node; older flannels have one for each architecture. */
const cniNames =
  /^(kube-flannel(-ds)?(-[a-z0-9]+)?|canal|calico-node|cilium|weave-net|kube-router|antrea-agent|kindnet|kube-ovn-cni|ovnkube-node)$/;

/** The DaemonSets of the pod network, empty when none is known. */
export function cnisOf(daemonSets: readonly DaemonSet[]): readonly DaemonSet[] {
  return daemonSets.filter(({ name }) => cniNames.test(name));
}

export type Coverage = {
  /** False when the cluster does not run this agent at all (kube-proxy is replaced by some CNIs). */
  readonly installed: boolean;
  readonly on: ReadonlyMap<string, Presence>;
};

type State = {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly daemonSets: readonly DaemonSet[];
};

/** kube-proxy, CNI and CoreDNS, node by node. */
export function coverageOf(state: State): Readonly<Record<Agent, Coverage>> {
  const proxies = state.daemonSets.filter(
    ({ namespace, name }) => namespace === "kube-system" && name === "kube-proxy",
  );
  const dns = sortedPods(state.pods).coreDns;
  return {
    "kube-proxy": onEveryNode(state, proxies),
    CNI: onEveryNode(state, cnisOf(state.daemonSets)),
    CoreDNS: { installed: dns.length > 0, on: presences(state.nodes, dns, "absent") },
  };
}

function onEveryNode({ nodes, pods }: State, sets: readonly DaemonSet[]): Coverage {
  if (sets.length === 0) return { installed: false, on: new Map() };
  const own = sortedPods(pods).ofDaemonSets.filter(({ namespace, owner }) =>
    sets.some((set) => set.namespace === namespace && set.name === owner?.name),
  );
  return { installed: true, on: presences(nodes, own, "missing") };
}

function presences(
  nodes: readonly Node[],
  pods: readonly Pod[],
  otherwise: Presence,
): ReadonlyMap<string, Presence> {
  const living = pods.filter(({ deletedAt, phase }) => deletedAt === undefined && phase !== "Failed");
  const byNode = Map.groupBy(living, ({ node }) => node);
  return new Map(nodes.map((node) => [node.name, presence(node, byNode.get(node.name) ?? [], otherwise)]));
}

/** What a silent node's pods last said about themselves proves nothing. */
function presence(node: Node, here: readonly Pod[], otherwise: Presence): Presence {
  if (here.length === 0) return otherwise;
  return isReady(node) && here.some(({ ready }) => ready) ? "ready" : "not ready";
}
