// A small cluster in memory that reacts to being changed: evictions, deletions, restarts and their budgets.
import { RefusedError } from "#src/base/errors.ts";
import { knownLabels } from "#src/kubeadm/disruption/places.ts";
import { selects } from "#src/kubeadm/label-selector.ts";
import type { ClusterActions } from "#src/kubernetes/actions.ts";
import type { Cluster, TokenSecrets } from "#src/kubernetes/cluster.ts";
import type {
  DisruptionBudget,
  Labels,
  NodeFacts,
  PersistentVolume,
  PodFacts,
  PodVolume,
  Rollout,
} from "#src/kubernetes/facts.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { givenCluster, givenContainer, givenNode, givenPod, now } from "../../given.ts";

/** A running pod of the Deployment shop/web on w3. */
export function givenPodFacts(more: Partial<PodFacts> = {}): PodFacts {
  const { name = "web-5d4f8-abcde", namespace = "shop" } = more;
  return {
    ...givenPod({ name, namespace, node: "w3", containers: [givenContainer()] }),
    labels: { app: "web", "pod-template-hash": "5d4f8" },
    annotations: {},
    owner: { kind: "ReplicaSet", name: "web-5d4f8", uid: "uid-web-5d4f8" },
    mirror: false,
    priority: 0,
    priorityClass: "",
    graceSeconds: 30,
    startedAt: now,
    images: {},
    volumes: [],
    placement: { nodeSelector: {}, nodeAffinity: undefined, tolerations: [] },
    ...more,
  };
}

/** `db-0` of the StatefulSet shop/db. */
export function givenDb(more: Partial<PodFacts> = {}): PodFacts {
  return givenPodFacts({
    name: "db-0",
    labels: { app: "db" },
    owner: { kind: "StatefulSet", name: "db", uid: "uid-db" },
    ...more,
  });
}

export function givenUnmanaged(more: Partial<PodFacts> = {}): PodFacts {
  return givenPodFacts({ name: "debug", labels: {}, owner: undefined, ...more });
}

/** A pod of the DaemonSet kube-system/kube-proxy. */
export function givenDaemonPod(more: Partial<PodFacts> = {}): PodFacts {
  return givenPodFacts({
    namespace: "kube-system",
    name: "kube-proxy-x2x4q",
    labels: { "k8s-app": "kube-proxy" },
    owner: { kind: "DaemonSet", name: "kube-proxy", uid: "uid-kube-proxy" },
    ...more,
  });
}

/** The mirror pod of a static pod. */
export function givenMirror(more: Partial<PodFacts> = {}): PodFacts {
  return givenPodFacts({
    namespace: "kube-system",
    name: "etcd-w3",
    labels: { component: "etcd" },
    owner: { kind: "Node", name: "w3", uid: "uid-w3" },
    mirror: true,
    ...more,
  });
}

export function givenVolume(more: Partial<PodVolume> = {}): PodVolume {
  return { name: "data", kind: "emptyDir", target: "", inMemory: false, ...more };
}

/** shop/db, which wants one of one. */
export function givenBudget(more: Partial<DisruptionBudget> = {}): DisruptionBudget {
  return {
    namespace: "shop",
    name: "db",
    selector: { matchLabels: { app: "db" }, matchExpressions: [] },
    minAvailable: "1",
    maxUnavailable: "",
    disruptionsAllowed: 0,
    currentHealthy: 1,
    desiredHealthy: 1,
    expectedPods: 1,
    unhealthyPodEvictionPolicy: "IfHealthyBudget",
    current: true,
    ...more,
  };
}

/** The Deployment shop/web, complete with two pods. */
export function givenRollout(more: Partial<Rollout> = {}): Rollout {
  const { kind = "Deployment", namespace = "shop", name = "web", desired = 2 } = more;
  return {
    kind,
    namespace,
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    generation: 3,
    observedGeneration: 3,
    paused: false,
    desired,
    current: desired,
    updated: desired,
    ready: desired,
    available: desired,
    strategy: "RollingUpdate",
    maxUnavailable: kind === "Deployment" ? "25%" : "",
    partition: 0,
    labels: {},
    annotations: {},
    selector: { matchLabels: { app: name }, matchExpressions: [] },
    template: {
      labels: { app: name },
      annotations: {},
      images: {},
      nodeSelector: {},
      nodeAffinity: undefined,
      tolerations: [],
      priorityClass: "",
    },
    ...more,
  };
}

export function givenNodeFacts(node: Node, labels: Labels = {}): NodeFacts {
  return { ...node, resourceVersion: "1", labels: { ...knownLabels(node), ...labels }, annotations: {} };
}

/** A volume on w3 that only w3 reaches, claimed by shop/data-db-0. */
export function givenLocalVolume(more: Partial<PersistentVolume> = {}): PersistentVolume {
  const hostname = { key: "kubernetes.io/hostname", operator: "In", values: ["w3"] };
  return {
    name: "pv-1",
    claim: { namespace: "shop", name: "data-db-0" },
    kind: "local",
    nodeAffinity: [{ matchExpressions: [hostname], matchFields: [] }],
    ...more,
  };
}

type Given = {
  readonly nodes?: readonly Node[];
  /** Of each node, beside those that its record implies. */
  readonly labels?: Readonly<Record<string, Labels>>;
  readonly pods?: readonly PodFacts[];
  readonly budgets?: readonly DisruptionBudget[];
  readonly rollouts?: readonly Rollout[];
  readonly volumes?: readonly PersistentVolume[];
  /** False: a pod that was told to end stays until `end`. */
  readonly ends?: boolean;
};

/** Nodes w3 and w4, and the DaemonSet kube-proxy, unless told otherwise. Everything in it may be changed at any time. */
export function givenWorld(given: Given = {}) {
  const world = {
    nodes: [...(given.nodes ?? [givenNode({ name: "w3" }), givenNode({ name: "w4" })])],
    pods: [...(given.pods ?? [])],
    budgets: [...(given.budgets ?? [])],
    rollouts: [
      ...(given.rollouts ?? [
        givenRollout({ kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" }),
      ]),
    ],
    volumes: [...(given.volumes ?? [])],
    ends: given.ends ?? true,
    /** What was changed, in order: `evict shop/db-0`. */
    calls: [] as string[],
  };

  const view = givenCluster({
    name: "home",
    nodes: world.nodes,
    fresh: {
      node: async (name) => {
        const found = world.nodes.find((node) => node.name === name);
        return found && givenNodeFacts(found, given.labels?.[name]);
      },
      pods: async ({ node, namespace }) =>
        world.pods.filter(
          (pod) =>
            (node === undefined || pod.node === node) &&
            (namespace === undefined || pod.namespace === namespace),
        ),
      disruptionBudgets: async (namespace) =>
        world.budgets.filter((budget) => namespace === undefined || budget.namespace === namespace),
      rollout: async ({ kind, namespace, name }) =>
        world.rollouts.find(
          (each) => each.kind === kind && each.namespace === namespace && each.name === name,
        ),
      persistentVolumes: async () => world.volumes,
    },
  });

  const acts: ClusterActions & TokenSecrets = {
    ...others,
    evict: async ({ namespace, name, uid }) => {
      const pod = world.pods.find((each) => each.uid === uid);
      if (!pod) return { outcome: "gone" };
      const [budget, another] = world.budgets.filter(
        (each) => each.namespace === namespace && selects(each.selector, pod.labels),
      );
      if (another) throw new RefusedError(`cannot evict ${namespace}/${name}: more than one budget`);
      if (budget && budget.disruptionsAllowed === 0) {
        world.calls.push(`refuse ${namespace}/${name}`);
        return { outcome: "blocked", why: "its budget", retryAfterMs: 5_000 };
      }
      if (budget) replace(world.budgets, budget, { disruptionsAllowed: budget.disruptionsAllowed - 1 });
      world.calls.push(`evict ${namespace}/${name}`);
      leave(pod);
      return { outcome: "evicting" };
    },
    deletePod: async ({ namespace, name, uid }, { graceSeconds }) => {
      const pod = world.pods.find((each) => each.uid === uid);
      if (!pod) return "gone";
      world.calls.push(`delete ${namespace}/${name}${graceSeconds === 0 ? " at once" : ""}`);
      if (graceSeconds === 0) end(name);
      else leave(pod);
      return "deleting";
    },
    setUnschedulable: async (name, { unschedulable }) => {
      world.calls.push(`${unschedulable ? "cordon" : "uncordon"} ${name}`);
      const node = world.nodes.find((each) => each.name === name);
      if (node) replace(world.nodes, node, { unschedulable });
    },
    restartRollout: async ({ kind, namespace, name }, { annotations }) => {
      world.calls.push(`restart ${namespace}/${name}`);
      const found = world.rollouts.find((each) => each.kind === kind && each.name === name);
      if (!found) return;
      const template = { ...found.template, annotations: { ...found.template.annotations, ...annotations } };
      replace(world.rollouts, found, { template, generation: found.generation + 1, updated: 0 });
    },
  };
  const snapshot = () => ({ ...view.snapshot(), nodes: world.nodes, pods: world.pods as readonly Pod[] });
  const cluster: Cluster = { ...view, ...acts, snapshot };
  return { world, cluster, end };

  function leave(pod: PodFacts): void {
    if (world.ends) end(pod.name);
    else replace(world.pods, pod, { deletedAt: pod.deletedAt ?? now });
  }

  /** It is gone now. */
  function end(name: string): void {
    world.pods = world.pods.filter((pod) => pod.name !== name);
  }
}

async function unheardOf(): Promise<never> {
  throw new Error("nothing here does that");
}

const others = {
  changeDaemonSet: unheardOf,
  changeConfigMap: unheardOf,
  createToken: unheardOf,
  deleteNode: unheardOf,
  deleteToken: unheardOf,
  revealToken: unheardOf,
  decideCertificateRequest: unheardOf,
};

export function replace<T>(all: T[], one: T, more: Partial<T>): void {
  all.splice(all.indexOf(one), 1, { ...one, ...more });
}
