// What a PodDisruptionBudget lets the eviction API do, from its status alone, as the API server decides it.
import { at, type Fields, type KubeObject, listAt, numberAt, textAt, timestamp } from "./object.ts";
import { matchesSelector } from "./selectors.ts";
import { fail, StatusError } from "./status.ts";
import type { Store } from "./store.ts";

const BUDGETS = "policy/poddisruptionbudgets";
const PROCESSING_SECONDS = 10;

/** What an eviction gets instead of a deletion, or undefined when it may go on; a budget that it costs is charged. */
export function chargeEviction(store: Store, pod: KubeObject, now: number): StatusError | undefined {
  if (isBeyondBudgets(pod)) return undefined;
  const [budget, another] = budgetsOf(store, pod);
  if (budget === undefined) return undefined;
  if (another !== undefined) return severalBudgets();
  if (!isReady(pod) && isFreeWhileUnready(budget)) return undefined;
  if (numberAt(budget, "status.observedGeneration") < (budget.metadata.generation ?? 0)) {
    const message = `The disruption budget ${budget.metadata.name} is still being processed by the server.`;
    return refusal(message, { retryAfterSeconds: PROCESSING_SECONDS });
  }
  const allowed = numberAt(budget, "status.disruptionsAllowed");
  if (allowed <= 0) {
    const needed = numberAt(budget, "status.desiredHealthy");
    const has = numberAt(budget, "status.currentHealthy");
    return refusal(
      `The disruption budget ${budget.metadata.name} needs ${needed} healthy pods and has ${has} currently`,
    );
  }
  const disruptedPods = {
    ...(at(budget, "status.disruptedPods") as Fields | undefined),
    [pod.metadata.name]: timestamp(now),
  };
  store.put({
    ...budget,
    status: { ...(budget.status as Fields), disruptionsAllowed: allowed - 1, disruptedPods },
  });
  return undefined;
}

export function isReady(pod: KubeObject): boolean {
  const ready = listAt(pod, "status.conditions").find((condition) => textAt(condition, "type") === "Ready");
  return ready?.status === "True";
}

// Finished, not yet running, or on its way out: no budget counts it.
function isBeyondBudgets(pod: KubeObject): boolean {
  const phase = textAt(pod, "status.phase");
  return pod.metadata.deletionTimestamp !== undefined || phase !== "Running";
}

function budgetsOf(store: Store, { metadata }: KubeObject): readonly KubeObject[] {
  return store
    .list(BUDGETS, metadata.namespace)
    .filter((budget) => matchesSelector(at(budget, "spec.selector"), metadata.labels ?? {}));
}

function isFreeWhileUnready(budget: KubeObject): boolean {
  if (textAt(budget, "spec.unhealthyPodEvictionPolicy") === "AlwaysAllow") return true;
  const desired = numberAt(budget, "status.desiredHealthy");
  return desired > 0 && numberAt(budget, "status.currentHealthy") >= desired;
}

// A Status without a reason, as the API server has it.
function severalBudgets(): StatusError {
  const message =
    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
  return new StatusError({ code: 500, reason: "", message });
}

function refusal(message: string, more: { readonly retryAfterSeconds?: number } = {}): StatusError {
  const details = { causes: [{ reason: "DisruptionBudget", message }], ...more };
  const said = "Cannot evict pod as it would violate the pod's disruption budget.";
  return fail(429, "TooManyRequests", said, details);
}
