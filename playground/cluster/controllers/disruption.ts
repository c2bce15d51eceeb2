// The disruption controller: how many pods of each budget may go now.

import { isReady } from "../disruption.ts";
import { at, type Fields, type KubeObject, numberAt } from "../object.ts";
import { matchesSelector } from "../selectors.ts";
import type { World } from "./world.ts";

// An eviction that was allowed and never came counts again after this long.
const DELETION_TIMEOUT_MS = 2 * 60_000;

export function countBudgets(world: World): void {
  for (const budget of world.store.list("policy/poddisruptionbudgets")) {
    const counted = statusOf(world, budget);
    world.store.put({ ...budget, status: { ...(budget.status as Fields | undefined), ...counted } });
  }
}

function statusOf(world: World, budget: KubeObject): Fields {
  const pods = world.store
    .list("pods", budget.metadata.namespace)
    .filter((pod) => matchesSelector(at(budget, "spec.selector"), pod.metadata.labels ?? {}))
    .filter((pod) => at(pod, "status.phase") !== "Succeeded" && at(pod, "status.phase") !== "Failed");
  const disruptedPods = stillDisrupted(world, budget, pods);
  const healthy = pods.filter((pod) => isHealthy(pod) && !(pod.metadata.name in disruptedPods)).length;
  const expected = expectedPods(world, budget, pods);
  const desired = Math.max(0, desiredHealthy(budget, expected));
  return {
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: expected > 0 ? Math.max(0, healthy - desired) : 0,
    expectedPods: expected,
    observedGeneration: budget.metadata.generation ?? 1,
    disruptedPods,
  };
}

function isHealthy(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && isReady(pod);
}

/** Those whose eviction was granted and that are not yet seen to go. */
function stillDisrupted(world: World, budget: KubeObject, pods: readonly KubeObject[]): Fields {
  const granted = (at(budget, "status.disruptedPods") ?? {}) as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(granted).filter(([name, since]) => {
      const pod = pods.find(({ metadata }) => metadata.name === name);
      const isRecent = world.clock.now() - Date.parse(since) < DELETION_TIMEOUT_MS;
      return pod !== undefined && pod.metadata.deletionTimestamp === undefined && isRecent;
    }),
  );
}

/** What the owners want, except for a plain minAvailable, which counts the pods that are. */
function expectedPods(world: World, budget: KubeObject, pods: readonly KubeObject[]): number {
  if (typeof at(budget, "spec.minAvailable") === "number") return pods.length;
  const owners = new Map<string, number>();
  for (const { metadata } of pods) {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller);
    if (owner === undefined) continue;
    const key = `apps/${owner.kind.toLowerCase()}s`;
    const found =
      key === "apps/replicasets" || key === "apps/statefulsets"
        ? world.store.get(key, metadata.namespace, owner.name)
        : undefined;
    owners.set(owner.uid, numberAt(found, "spec.replicas", 1));
  }
  return [...owners.values()].reduce((sum, replicas) => sum + replicas, 0);
}

function desiredHealthy(budget: KubeObject, expected: number): number {
  const minAvailable = at(budget, "spec.minAvailable");
  if (minAvailable !== undefined) return amount(minAvailable, expected);
  const maxUnavailable = at(budget, "spec.maxUnavailable");
  return maxUnavailable === undefined ? 0 : expected - amount(maxUnavailable, expected);
}

/** Percentages are rounded up. */
function amount(value: unknown, total: number): number {
  const text = String(value);
  return text.endsWith("%") ? Math.ceil((total * Number.parseInt(text, 10)) / 100) : Number(text);
}
