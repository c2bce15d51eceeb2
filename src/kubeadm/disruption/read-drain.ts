// Everything that decides what a drain of a node would do, read fresh.
import type { Self } from "#src/base/self.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type {
  DisruptionBudget,
  Labels,
  NodeFacts,
  PersistentVolume,
  PodFacts,
  Rollout,
} from "#src/kubernetes/facts.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { controllerOf, sayController } from "../controller.ts";
import { asksMore, barrier, wishesOf } from "./places.ts";
import { type NodePods, readNodePods } from "./read-node-pods.ts";
import { hasClaims, hasFarVolume } from "./volumes.ts";

export type DrainFacts = NodePods & {
  readonly node: NodeFacts;
  readonly budgets: readonly DisruptionBudget[];
  readonly volumes: readonly PersistentVolume[];
  /** Deployments and StatefulSets of the pods that go, by what `sayController` calls them. */
  readonly rollouts: ReadonlyMap<string, Rollout>;
  /** As the snapshot has them. */
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  /** The bot's own pod, when it runs on the node. */
  readonly self: PodFacts | undefined;
  /** Those of the nodes that might take it, where it or its volume asks for any that the snapshot does not hold. */
  readonly labels: ReadonlyMap<string, Labels>;
};

export async function readDrain(
  cluster: ClusterView,
  node: NodeFacts,
  { self, signal }: { readonly self: Self | undefined; readonly signal: AbortSignal },
): Promise<DrainFacts> {
  const found = await readNodePods(cluster, node.name, signal);
  const going = found.going.map(({ pod }) => pod);
  const [budgets, volumes, rollouts] = await Promise.all([
    cluster.disruptionBudgets(undefined, signal),
    going.some(hasClaims) ? cluster.persistentVolumes(signal) : [],
    rolloutsOf(cluster, going, signal),
  ]);
  const { nodes, pods } = cluster.snapshot();
  const own = going.find((pod) => pod.namespace === self?.namespace && pod.name === self.pod);
  const labels = await labelsFor(own, { cluster, node, rollouts, volumes, nodes, signal });
  return { ...found, node, budgets, volumes, rollouts, nodes, pods, self: own, labels };
}

type Elsewhere = Pick<DrainFacts, "node" | "rollouts" | "volumes" | "nodes"> & {
  readonly cluster: ClusterView;
  readonly signal: AbortSignal;
};

/** For others a label that nobody told counts as there, which costs a pod that waits; here it would cost whoever tells of it. */
async function labelsFor(
  own: PodFacts | undefined,
  { cluster, node, rollouts, volumes, nodes, signal }: Elsewhere,
): Promise<DrainFacts["labels"]> {
  if (!own) return new Map();
  const wishes = wishesOf({ pod: own, rollout: rollouts.get(sayController(controllerOf(own))) });
  if (!asksMore(wishes) && !hasFarVolume(own, volumes)) return new Map();
  const open = nodes.filter(({ name }) => name !== node.name).filter((each) => !barrier(each, wishes));
  const read = await Promise.all(
    open.map(async ({ name }) => [name, (await cluster.node(name, signal))?.labels ?? {}] as const),
  );
  return new Map(read);
}

async function rolloutsOf(
  cluster: ClusterView,
  pods: readonly PodFacts[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Rollout>> {
  const controllers = new Map(pods.map(controllerOf).map((each) => [sayController(each), each]));
  const read = await Promise.all(
    [...controllers].map(async ([said, { kind, namespace, name }]) => {
      if (kind !== "Deployment" && kind !== "StatefulSet") return [];
      const rollout = await cluster.rollout({ kind, namespace, name }, signal);
      return rollout ? [[said, rollout] as const] : [];
    }),
  );
  return new Map(read.flat());
}
