// What a restart of kube-proxy means for whoever uses Services, and when a rollout of it would not get through.
import { RefusedError } from "#src/base/errors.ts";
import { count, few } from "#src/base/text.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isReady } from "../components.ts";

/** The rules stay in the kernel while nobody keeps them up. */
export const restartMeans =
  "Connections go on, and Services answer as before; new Services and endpoints take effect on a node some seconds late.";

export function rolloutTakes({ desired, maxUnavailable }: Rollout): string {
  const most = maxUnavailable || "1";
  return `kube-proxy is replaced on ${count(desired, "node")}, at most ${most} at a time.`;
}

/**
 * A rolling update counts nodes that are away among those that may be unavailable, and waits for them for ever
 * (pkg/controller/daemon/update.go).
 * @throws RefusedError when it would wait
 */
export function checkRollable(rollout: Rollout, nodes: readonly Node[]): void {
  const said = `DaemonSet ${rollout.namespace}/${rollout.name}`;
  if (rollout.strategy === "OnDelete") {
    throw new RefusedError(`${said} is OnDelete: it replaces a pod only once somebody deletes it.`, {
      hint: "kube-proxy restart --node does that on one; kube-proxy repair ends a trial that was given up.",
    });
  }
  const away = nodes.filter((node) => !isReady(node)).map(({ name }) => name);
  if (away.length >= mostUnavailable(rollout, nodes.length)) {
    throw new RefusedError(
      `${few(away, 5)} ${away.length === 1 ? "does" : "do"} not answer, and with maxUnavailable ${rollout.maxUnavailable || "1"} the rollout would wait for ${away.length === 1 ? "it" : "them"}.`,
      { hint: "kube-proxy restart --node restarts it on one." },
    );
  }
}

/** Percentages are rounded up. */
function mostUnavailable({ maxUnavailable }: Rollout, nodes: number): number {
  const most = maxUnavailable || "1";
  if (!most.endsWith("%")) return Math.max(1, Number(most) || 1);
  return Math.max(1, Math.ceil((Number.parseInt(most, 10) * nodes) / 100));
}
