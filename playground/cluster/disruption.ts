// What a PodDisruptionBudget allows.
import { at, type KubeObject, labelsAt, listAt, textAt } from "./object.ts";
import { matchesLabels } from "./selectors.ts";
import { fail, type StatusError } from "./status.ts";
import type { Store } from "./store.ts";

/** The 429 that an eviction gets while a budget has nothing to give, or undefined when it may go on. */
export function allowsEviction(store: Store, pod: KubeObject): StatusError | undefined {
  const { namespace, labels = {} } = pod.metadata;
  const budgets = store
    .list("policy/poddisruptionbudgets", namespace)
    .filter((budget) => matchesLabels(labelsAt(budget, "spec.selector.matchLabels"), labels));
  for (const budget of budgets) {
    const wanted = labelsAt(budget, "spec.selector.matchLabels");
    const pods = store
      .list("pods", namespace)
      .filter((other) => matchesLabels(wanted, other.metadata.labels ?? {}));
    const healthy = pods.filter(isReady).length;
    const needed = neededOf(budget, pods.length);
    if (!isReady(pod) || healthy > needed) continue;
    const message = `The disruption budget ${budget.metadata.name} needs ${needed} healthy pods and has ${healthy} currently`;
    const details = { causes: [{ reason: "DisruptionBudget", message }] };
    return fail(
      429,
      "TooManyRequests",
      "Cannot evict pod as it would violate the pod's disruption budget.",
      details,
    );
  }
  return undefined;
}

function neededOf(budget: KubeObject, total: number): number {
  const minAvailable = at(budget, "spec.minAvailable");
  const maxUnavailable = at(budget, "spec.maxUnavailable");
  if (minAvailable !== undefined) return amount(minAvailable, total);
  return maxUnavailable === undefined ? 0 : total - amount(maxUnavailable, total);
}

function amount(value: unknown, total: number): number {
  const text = String(value);
  return text.endsWith("%") ? Math.ceil((total * Number.parseInt(text, 10)) / 100) : Number(text);
}

export function isReady(pod: KubeObject): boolean {
  const ready = listAt(pod, "status.conditions").find((condition) => textAt(condition, "type") === "Ready");
  return ready?.status === "True";
}
