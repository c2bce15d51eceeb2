// The silence that a shutdown brings: what goes dark on purpose wakes nobody, until it is woken or has been seen again. Pure.
import type { Operation } from "#src/operation/operation.ts";
import type { Look } from "./look.ts";
import { over, type Silence } from "./silence.ts";
import { isAtWork } from "./works.ts";

/** After a wake, for what starts last. */
const settlesMs = 5 * 60_000;
/** Of a cluster that somebody has switched on by hand: with nothing wrong, and with something wrong that nobody mends. */
const wellMs = 5 * 60_000;
const seenMs = 30 * 60_000;

/** One for each shutdown, also where it is looked at twice. Undefined before the first machine is told to go off, and once it is long over. */
export function silenceOfShutdown(operation: Operation, now: number): Silence | undefined {
  const { id, cluster, by, plan, steps } = operation;
  const first = plan.steps.findIndex(({ step }) => step === "power-off-host");
  const begun = first === -1 ? "waiting" : steps[first]?.state;
  if (!isAtWork(operation, now) || begun === undefined || begun === "waiting") return undefined;
  const why = `${cluster} is shut down on purpose, until cluster wake is done`;
  return {
    ...{ id: id.replace(/^op-/, "si-"), cluster, state: "active", by, why, operation: id },
    ...{ from: now, until: "clear", addedAt: now },
  };
}

type Around = Pick<Look, "problems" | "blind"> & {
  /** What is at work on the cluster, or was lately, newest first. */
  readonly operations: readonly Operation[];
};

/** That silence after a look; the very same object when nothing is to be written. */
export function lookedAtShutdown(silence: Silence, around: Around, now: number): Silence {
  const { until, from } = silence;
  if (until !== "clear") return now < until ? silence : over(silence, until);
  const since = around.operations.filter(
    ({ startedAt = 0, id }) => startedAt >= from || id === silence.operation,
  );
  const woken = since.find(({ line, state }) => isWake(line) && state === "succeeded");
  if (woken) return { ...silence, until: (woken.endedAt ?? now) + settlesMs };
  const isAtWork = since.some(
    ({ id, line, state }) => state === "running" && (isWake(line) || id === silence.operation),
  );
  if (isAtWork || around.blind === "all") return seenAs(silence, {});
  const seenSince = silence.seenSince ?? now;
  const clearSince = around.problems.length === 0 ? (silence.clearSince ?? now) : undefined;
  const isOver = now - seenSince >= seenMs || (clearSince !== undefined && now - clearSince >= wellMs);
  return isOver ? over(silence, now) : seenAs(silence, { seenSince, clearSince });
}

function seenAs(
  silence: Silence,
  { seenSince, clearSince }: Pick<Silence, "seenSince" | "clearSince">,
): Silence {
  const isSame = silence.seenSince === seenSince && silence.clearSince === clearSince;
  return isSame ? silence : { ...silence, seenSince, clearSince };
}

function isWake(line: string): boolean {
  return line === "cluster wake" || line.startsWith("cluster wake ");
}
