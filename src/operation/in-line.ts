// Starts what was approved while something else was under way, once that is over.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Store } from "#src/store/store.ts";
import { claimBy } from "./claim.ts";
import { isDue } from "./due.ts";
import { execute } from "./execute.ts";
import { holderOf } from "./holder.ts";
import type { Journal } from "./journal.ts";
import { isApproved, type Policy } from "./judge.ts";
import { started, type Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import type { Proposals } from "./proposal.ts";

type Parts = {
  readonly store: Store;
  readonly journal: Journal;
  readonly unlessCurrent: Proposals["unlessCurrent"];
  readonly policyOf: (cluster: string) => Policy;
  readonly run: (id: string, work: typeof execute) => void;
  readonly runner: string;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};

/** Planned again, as at every start. Whatever fails is tried at the next sweep, until it expires. Never rejects. */
export async function startInLine(parts: Parts, { id, queued }: Operation): Promise<void> {
  const { store, journal, unlessCurrent, run, stopping, log } = parts;
  if (stopping.aborted) return;
  try {
    const holder = queued && (await holderOf(store, queued.behind));
    if (holder?.holds) return;
    const before = await store.operations.find(id);
    if (!before?.queued || before.state !== "proposed" || (await unlessCurrent(before))) return;
    const changed = await journal.change(id, (operation) => turnOf(parts, operation));
    if (changed.outcome === "held") await waitBehind(parts, id, changed.holder);
    if (changed.outcome === "done" && changed.record.state === "running") run(id, execute);
  } catch (error) {
    log.warn("an operation that waits in line could not start", { operation: id, error });
  }
}

/** With fewer approvals than are needed by now it waits for those again. */
function turnOf({ policyOf, clock, runner }: Parts, operation: Operation): Turn | undefined {
  const { state, queued, cluster } = operation;
  const now = clock.now();
  if (state !== "proposed" || !queued || isDue(operation, now)) return undefined;
  if (!isApproved(operation, policyOf(cluster)))
    return { next: { ...operation, queued: undefined }, entries: [] };
  return started(operation, { at: now, by: queued.by, runner: claimBy(runner, now) });
}

/** Somebody else was quicker. */
async function waitBehind({ journal }: Parts, id: string, behind: string): Promise<void> {
  await journal.change(id, (operation) => {
    const { state, queued } = operation;
    if (state !== "proposed" || !queued) return undefined;
    return { next: { ...operation, queued: { ...queued, behind } }, entries: [] };
  });
}
