// Whether a toleration lets a pod onto a node in spite of a taint.
import type { Toleration } from "#src/kubernetes/facts.ts";
import type { Taint } from "#src/kubernetes/objects.ts";

/** As corev1.Toleration.ToleratesTaint; an empty key tolerates every key, and the API server takes it with Exists only. */
export function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== "" && effect !== taint.effect) return false;
  if (key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === taint.value);
}

/** A taint that only makes a node the last choice keeps no pod off it. */
export function keepsOff({ effect }: Taint): boolean {
  return effect === "NoSchedule" || effect === "NoExecute";
}

/** `node-role.kubernetes.io/control-plane:NoSchedule`, as kubectl writes it. */
export function sayTaint({ key, value, effect }: Taint): string {
  return `${key}${value && `=${value}`}:${effect}`;
}
