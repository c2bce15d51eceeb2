// Deployments, ReplicaSets, StatefulSets and DaemonSets: as many pods as are wanted, and their counts.

import { isReady } from "../disruption.ts";
import {
  at,
  type Fields,
  type KubeObject,
  labelsAt,
  listAt,
  numberAt,
  textAt,
  timestamp,
} from "../object.ts";
import {
  fits,
  isActive,
  nodeOf,
  ownedBy,
  podFrom,
  suffix,
  templateHash,
  withDefaultTolerations,
} from "./pods.ts";
import type { World } from "./world.ts";

export function reconcileWorkloads(world: World): void {
  for (const deployment of world.store.list("apps/deployments")) reconcileDeployment(world, deployment);
  for (const replicaSet of world.store.list("apps/replicasets")) reconcileReplicaSet(world, replicaSet);
  for (const statefulSet of world.store.list("apps/statefulsets")) reconcileStatefulSet(world, statefulSet);
  for (const daemonSet of world.store.list("apps/daemonsets")) reconcileDaemonSet(world, daemonSet);
}

/** A changed template gets a ReplicaSet of its own; the old ones shrink once the new one is ready. */
function reconcileDeployment(world: World, deployment: KubeObject): void {
  const hash = templateHash(deployment);
  const sets = ownedBy(world.store, "apps/replicasets", deployment);
  const wanted = numberAt(deployment, "spec.replicas", 1);
  const current = sets.find((set) => set.metadata.labels?.["pod-template-hash"] === hash);
  // The status still follows, the template does not.
  if (current === undefined && at(deployment, "spec.paused") === true) {
    const status = {
      ...(deployment.status as Fields),
      observedGeneration: deployment.metadata.generation ?? 1,
    };
    return putStatus(world, deployment, status);
  }
  if (current === undefined)
    return void world.store.put(replicaSetFor(world, deployment, hash, sets.length + 1));
  scale(world, current, wanted);
  const updated = numberAt(current, "status.readyReplicas");
  const recreate = textAt(deployment, "spec.strategy.type") === "Recreate";
  if (recreate || updated >= wanted) for (const old of sets) if (old !== current) scale(world, old, 0);
  putStatus(
    world,
    deployment,
    deploymentStatus(world, deployment, current, ownedBy(world.store, "apps/replicasets", deployment)),
  );
}

function replicaSetFor(world: World, deployment: KubeObject, hash: string, revision: number) {
  const { name, namespace, uid, creationTimestamp } = deployment.metadata;
  const labels = { ...labelsAt(deployment, "spec.template.metadata.labels"), "pod-template-hash": hash };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      ownerReferences: [
        { apiVersion: "apps/v1", blockOwnerDeletion: true, controller: true, kind: "Deployment", name, uid },
      ],
      generation: 1,
      creationTimestamp: revision === 1 ? creationTimestamp : timestamp(world.clock.now()),
    },
    spec: {
      replicas: numberAt(deployment, "spec.replicas", 1),
      selector: { matchLabels: labels },
      template: at(deployment, "spec.template"),
    },
    status: { replicas: 0 },
  };
}

function scale(world: World, set: KubeObject, replicas: number): void {
  if (numberAt(set, "spec.replicas") === replicas) return;
  world.store.put({ ...set, spec: { ...(set.spec as Fields), replicas } });
}

function deploymentStatus(
  world: World,
  deployment: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): Fields {
  const sum = (path: string) => sets.reduce((total, set) => total + numberAt(set, path), 0);
  const wanted = numberAt(deployment, "spec.replicas", 1);
  const available = sum("status.availableReplicas");
  const updated = numberAt(current, "status.replicas");
  const minimum = wanted - Math.floor(wanted * 0.25);
  const complete = updated === wanted && available >= wanted;
  const conditions = [
    available >= minimum
      ? {
          type: "Available",
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        },
    complete || listAt(deployment, "status.conditions").length > 0
      ? {
          type: "Progressing",
          status: "True",
          reason: "NewReplicaSetAvailable",
          message: `ReplicaSet "${current.metadata.name}" has successfully progressed.`,
        }
      : {
          type: "Progressing",
          status: "True",
          reason: "ReplicaSetUpdated",
          message: `ReplicaSet "${current.metadata.name}" is progressing.`,
        },
  ];
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: sum("status.replicas"),
    updatedReplicas: updated,
    readyReplicas: sum("status.readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    conditions: dated(world, deployment, conditions),
  };
}

/** Conditions keep the time of their last change. */
export function dated(world: World, object: KubeObject, conditions: readonly Fields[]): readonly Fields[] {
  const before = listAt(object, "status.conditions");
  return conditions.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const since = old?.status === condition.status ? old?.lastTransitionTime : undefined;
    const time =
      since ?? (old === undefined ? object.metadata.creationTimestamp : timestamp(world.clock.now()));
    return { ...condition, lastTransitionTime: time, lastUpdateTime: time };
  });
}

function reconcileReplicaSet(world: World, set: KubeObject): void {
  const pods = ownedBy(world.store, "pods", set);
  const active = pods.filter(isActive);
  const wanted = numberAt(set, "spec.replicas");
  for (let missing = wanted - active.length; missing > 0; missing -= 1) {
    const labels = labelsAt(set, "spec.selector.matchLabels");
    world.store.put(podFrom(set, { name: `${set.metadata.name}-${suffix()}`, labels }));
  }
  const surplus = [...active].sort((left, right) => Number(isReady(left)) - Number(isReady(right)));
  for (const pod of surplus.slice(0, Math.max(0, active.length - wanted))) removePod(world, pod);
  const ready = active.filter(isReady).length;
  const counts = {
    replicas: Math.min(wanted, active.length),
    fullyLabeledReplicas: Math.min(wanted, active.length),
    readyReplicas: ready,
    availableReplicas: ready,
  };
  putStatus(world, set, { ...counts, observedGeneration: set.metadata.generation ?? 1 });
}

function removePod(world: World, pod: KubeObject): void {
  world.store.remove("pods", pod.metadata.namespace, pod.metadata.name);
}

function reconcileStatefulSet(world: World, set: KubeObject): void {
  const pods = ownedBy(world.store, "pods", set);
  const wanted = numberAt(set, "spec.replicas", 1);
  const { name } = set.metadata;
  const hash = `${name}-${templateHash(set)}`;
  for (let ordinal = 0; ordinal < wanted; ordinal += 1) {
    const existing = pods.find((pod) => pod.metadata.name === `${name}-${ordinal}`);
    if (existing === undefined) {
      const labels = {
        "apps.kubernetes.io/pod-index": String(ordinal),
        "controller-revision-hash": hash,
        "statefulset.kubernetes.io/pod-name": `${name}-${ordinal}`,
      };
      world.store.put(podFrom(set, { name: `${name}-${ordinal}`, labels }));
      break; // OrderedReady: one after the other
    }
    if (!isReady(existing)) break;
  }
  updateLast(world, set, hash);
  for (const pod of pods) if (ordinalOf(pod) >= wanted) removePod(world, pod);
  const active = ownedBy(world.store, "pods", set).filter(isActive);
  const ready = active.filter(isReady).length;
  const revisions = { currentRevision: hash, updateRevision: hash, collisionCount: 0 };
  const counts = {
    replicas: active.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: active.length,
    updatedReplicas: active.filter((pod) => pod.metadata.labels?.["controller-revision-hash"] === hash)
      .length,
  };
  putStatus(world, set, { observedGeneration: set.metadata.generation ?? 1, ...counts, ...revisions });
}

/** The highest ordinal of an old template goes, once all pods are there and ready; those below the partition stay. */
function updateLast(world: World, set: KubeObject, hash: string): void {
  if (textAt(set, "spec.updateStrategy.type") === "OnDelete") return;
  const pods = ownedBy(world.store, "pods", set).filter(isActive);
  const partition = numberAt(set, "spec.updateStrategy.rollingUpdate.partition");
  const stale = pods.filter(
    (pod) => pod.metadata.labels?.["controller-revision-hash"] !== hash && ordinalOf(pod) >= partition,
  );
  const [broken] = stale.filter((pod) => !isReady(pod));
  if (broken !== undefined) return removePod(world, broken);
  const isWhole = pods.length >= numberAt(set, "spec.replicas", 1) && pods.every(isReady);
  const last = stale.toSorted((left, right) => ordinalOf(right) - ordinalOf(left))[0];
  if (isWhole && last !== undefined) removePod(world, last);
}

function ordinalOf({ metadata }: KubeObject): number {
  return Number(metadata.name.split("-").at(-1));
}

function reconcileDaemonSet(world: World, set: KubeObject): void {
  const hash = templateHash(set);
  const tolerations = withDefaultTolerations("DaemonSet", listAt(set, "spec.template.spec.tolerations"));
  const nodes = world.store.list("nodes");
  const wanted = nodes
    .filter((node) => fits(at(set, "spec.template.spec"), node, tolerations))
    .map((node) => node.metadata.name);
  const pods = ownedBy(world.store, "pods", set);
  const labels = {
    "controller-revision-hash": hash,
    "pod-template-generation": String(set.metadata.generation ?? 1),
  };
  for (const node of wanted) {
    if (pods.some((pod) => nodeOf(pod) === node)) continue;
    world.store.put(podFrom(set, { name: `${set.metadata.name}-${suffix()}`, labels, node }));
  }
  for (const pod of pods) if (!wanted.includes(nodeOf(pod)) || !isActive(pod)) discard(world, pod);
  const here = ownedBy(world.store, "pods", set).filter(isActive);
  const stale = here.filter((pod) => pod.metadata.labels?.["controller-revision-hash"] !== hash);
  const next = nextToReplace(set, { here, stale, wanted: wanted.length });
  if (next !== undefined) removePod(world, next);
  putStatus(world, set, daemonSetStatus(set, wanted, here, hash));
}

/** maxUnavailable 1: what does not work may always be replaced, the next one only when all others are ready. */
function nextToReplace(
  set: KubeObject,
  { here, stale, wanted }: { here: readonly KubeObject[]; stale: readonly KubeObject[]; wanted: number },
): KubeObject | undefined {
  if (textAt(set, "spec.updateStrategy.type") === "OnDelete") return undefined;
  const broken = stale.find((pod) => !isReady(pod));
  if (broken !== undefined) return broken;
  return here.length >= wanted && here.every(isReady) ? stale[0] : undefined;
}

/** A pod that is already being deleted is left to its kubelet. */
function discard(world: World, pod: KubeObject): void {
  if (pod.metadata.deletionTimestamp === undefined) removePod(world, pod);
}

function daemonSetStatus(
  set: KubeObject,
  wanted: readonly string[],
  pods: readonly KubeObject[],
  hash: string,
): Fields {
  const ready = pods.filter(isReady).length;
  return {
    currentNumberScheduled: pods.filter((pod) => wanted.includes(nodeOf(pod))).length,
    numberMisscheduled: pods.filter((pod) => !wanted.includes(nodeOf(pod))).length,
    desiredNumberScheduled: wanted.length,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 1,
    updatedNumberScheduled: pods.filter((pod) => pod.metadata.labels?.["controller-revision-hash"] === hash)
      .length,
    numberAvailable: ready,
    ...(wanted.length > ready && { numberUnavailable: wanted.length - ready }),
  };
}

function putStatus(world: World, object: KubeObject, status: Fields): void {
  const newest = world.store.get(
    `apps/${object.kind.toLowerCase()}s`,
    object.metadata.namespace,
    object.metadata.name,
  );
  if (newest !== undefined) world.store.put({ ...newest, status });
}
