// What PodDisruptionBudgets will say to evictions (pkg/registry/core/pod/storage/eviction.go).
import type { DisruptionBudget, PodFacts } from "#src/kubernetes/facts.ts";
import { selects } from "../label-selector.ts";

/** What a budget does with the evictions of a drain, best first. */
export type Outlook =
  /** All may go at once. */
  | "free"
  /** Some may, the others once their replacements are ready. */
  | "in turns"
  /** None may now: pods elsewhere are not healthy. */
  | "waits"
  /** It wants as many healthy pods as there are, so it can never allow one. */
  | "never";

export type Forecast = {
  readonly budget: DisruptionBudget;
  /** Those that it has a word about. */
  readonly pods: readonly PodFacts[];
  readonly outlook: Outlook;
};

/** The budgets that have a word about any of these pods. */
export function forecast(
  pods: readonly PodFacts[],
  budgets: readonly DisruptionBudget[],
): readonly Forecast[] {
  return budgets.flatMap((budget) => {
    const held = pods.filter((pod) => guards(budget, pod) && !isFree(budget, pod));
    return held.length === 0 ? [] : [{ budget, pods: held, outlook: outlookOf(budget, held.length) }];
  });
}

function outlookOf(budget: DisruptionBudget, pods: number): Outlook {
  const { disruptionsAllowed, desiredHealthy, expectedPods } = budget;
  if (disruptionsAllowed >= pods) return "free";
  if (disruptionsAllowed > 0) return "in turns";
  return desiredHealthy >= expectedPods ? "never" : "waits";
}

/** Whether the eviction API asks this budget about the pod at all. */
export function guards(budget: DisruptionBudget, pod: PodFacts): boolean {
  return (
    pod.phase === "Running" &&
    pod.deletedAt === undefined &&
    budget.namespace === pod.namespace &&
    selects(budget.selector, pod.labels)
  );
}

/** A pod that is not ready costs nothing when the budget says so, or has enough healthy ones without it. */
function isFree(budget: DisruptionBudget, { ready }: PodFacts): boolean {
  const { unhealthyPodEvictionPolicy, desiredHealthy, currentHealthy } = budget;
  if (ready) return false;
  return (
    unhealthyPodEvictionPolicy === "AlwaysAllow" || (desiredHealthy > 0 && currentHealthy >= desiredHealthy)
  );
}

/** Pods that the eviction API answers 500 to, as more than one budget selects them. */
export function contested(
  pods: readonly PodFacts[],
  budgets: readonly DisruptionBudget[],
): readonly { readonly pod: PodFacts; readonly budgets: readonly DisruptionBudget[] }[] {
  return pods
    .map((pod) => ({ pod, budgets: budgets.filter((budget) => guards(budget, pod)) }))
    .filter((each) => each.budgets.length > 1);
}

/** `shop/db`. */
export function sayBudget({ namespace, name }: DisruptionBudget): string {
  return `${namespace}/${name}`;
}
