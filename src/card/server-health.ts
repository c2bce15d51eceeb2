// The API server's health, asked for with little patience: an answer without it is better than none.
import { UnreachableError } from "#src/base/errors.ts";
import type { ClusterView, ServerHealth } from "#src/kubernetes/cluster.ts";

const patienceMs = 3_000;

/** @throws UnreachableError also when there is no answer in time; the request is given up then */
export function askHealth(
  cluster: ClusterView,
  signal: AbortSignal,
  withinMs = patienceMs,
): Promise<ServerHealth> {
  const deadline = AbortSignal.timeout(withinMs);
  return cluster.health(AbortSignal.any([signal, deadline])).catch((error: unknown) => {
    // An aborted request fails with the abort, which tells nobody anything.
    if (!deadline.aborted) throw error;
    throw new UnreachableError(`cannot reach ${cluster.name}: no answer within ${withinMs / 1000} s`, {
      cause: error,
    });
  });
}
