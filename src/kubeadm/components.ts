// Which pods and DaemonSets make up a kubeadm cluster, and on which nodes they run. Pure.
import type { DaemonSet, Node, Pod } from "#src/kubernetes/objects.ts";

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

export type ComponentState = {
  readonly component: string;
  readonly node: string;
  readonly pod: Pod | undefined;
  readonly ready: boolean;
};

/** Every component that each control-plane node should run; etcd only where any node runs it (it may be external). */
export function controlPlaneOf(nodes: readonly Node[], pods: readonly Pod[]): readonly ComponentState[] {
  const statics = pods.filter(({ namespace, labels }) => namespace === "kube-system" && labels.component);
  const expected = controlPlaneComponents.filter(
    (component) => component !== "etcd" || statics.some(({ labels }) => labels.component === "etcd"),
  );
  return nodes.filter(isControlPlane).flatMap(({ name: node }) =>
    expected.map((component) => {
      const pod = statics.find((each) => each.node === node && each.labels.component === component);
      return { component, node, pod, ready: pod?.ready === true };
    }),
  );
}

export const agents = ["kube-proxy", "CNI", "CoreDNS"] as const;
export type Agent = (typeof agents)[number];

/** How an agent stands on one node; `absent` where it is not expected (CoreDNS runs on some nodes only). */
export type Presence = "ready" | "not ready" | "missing" | "absent";

/** CNIs by the name of the DaemonSet that runs on every node. */
const cniNames =
  /^(kube-flannel|canal|calico-node|cilium$|cilium-agent|weave-net|kube-router|antrea-agent|kindnet|kube-ovn|ovn|romana|multus|bridge-cni)/;

/** The DaemonSet of the pod network, or undefined when none is known. */
export function cniOf(daemonSets: readonly DaemonSet[]): DaemonSet | undefined {
  return daemonSets.find(({ name }) => cniNames.test(name));
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
  const proxy = state.daemonSets.find(
    ({ namespace, name }) => namespace === "kube-system" && name === "kube-proxy",
  );
  return {
    "kube-proxy": onEveryNode(state, proxy),
    CNI: onEveryNode(state, cniOf(state.daemonSets)),
    CoreDNS: somewhere(
      state,
      state.pods.filter(({ labels }) => labels["k8s-app"] === "kube-dns"),
    ),
  };
}

function onEveryNode({ nodes, pods }: State, set: DaemonSet | undefined): Coverage {
  if (!set) return { installed: false, on: new Map() };
  const own = pods.filter(
    ({ namespace, owner }) =>
      namespace === set.namespace && owner?.kind === "DaemonSet" && owner.name === set.name,
  );
  return { installed: true, on: new Map(nodes.map(({ name }) => [name, presence(own, name, "missing")])) };
}

function somewhere({ nodes }: State, pods: readonly Pod[]): Coverage {
  return {
    installed: pods.length > 0,
    on: new Map(nodes.map(({ name }) => [name, presence(pods, name, "absent")])),
  };
}

function presence(pods: readonly Pod[], node: string, otherwise: Presence): Presence {
  const here = pods.filter((pod) => pod.node === node && pod.deletedAt === undefined);
  if (here.length === 0) return otherwise;
  return here.some(({ ready }) => ready) ? "ready" : "not ready";
}
