// One decision: judged before, to tell the person quickly, and on the locked record, where it counts.
import type { Clock } from "#src/base/clock.ts";
import { DeniedError } from "#src/base/errors.ts";
import type { Store } from "#src/store/store.ts";
import { claimBy } from "./claim.ts";
import { already, busy } from "./describe.ts";
import { isDue } from "./due.ts";
import { holderOf } from "./holder.ts";
import type { Journal } from "./journal.ts";
import { type Asked, judge, type Policy } from "./judge.ts";
import { entryOf, expired, inLine, type Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import type { Proposals } from "./proposal.ts";

type Parts = {
  readonly store: Store;
  readonly journal: Journal;
  readonly unlessCurrent: Proposals["unlessCurrent"];
  readonly policyOf: (cluster: string) => Policy;
  readonly runner: string;
  readonly clock: Clock;
};

/** What became of it, stored. @see Operations.decide */
export async function decideOn(parts: Parts, before: Operation, asked: Asked): Promise<Operation> {
  const { journal, unlessCurrent } = parts;
  const verdict = (operation: Operation) => verdictOn(parts, operation, asked);
  const preview = await withRights(parts, before, asked, () => verdict(before));
  if (asked.decision === "approve" && preview.next.state !== "expired") {
    const stale = await unlessCurrent(before);
    if (stale) return stale;
  }
  const changed = await withRights(parts, before, asked, () => journal.change(before.id, verdict));
  if (changed.outcome === "held") return waitInLine(parts, before, asked, changed);
  if (changed.record.state === "expired") throw already(changed.record);
  return changed.record;
}

/**
 * What is approved while something else is under way waits for that. What was left midway is somebody's business first, and nobody
 * knows when that is over.
 * @throws RefusedError then
 */
async function waitInLine(
  parts: Parts,
  { id }: Operation,
  asked: Asked,
  { lock, holder: behind }: { readonly lock: string; readonly holder: string },
): Promise<Operation> {
  const { store, journal, clock } = parts;
  const holder = await holderOf(store, behind);
  if (asked.decision !== "approve" || !holder?.passes) throw busy(lock, holder);
  const changed = await journal.change(id, (operation) => {
    const turn = verdictOn(parts, operation, asked);
    if (turn.next.state !== "running") return turn;
    return inLine(turn, { by: asked.person.id, at: clock.now(), behind });
  });
  if (changed.outcome === "held") throw busy(changed.lock, holder);
  return changed.record;
}

function verdictOn({ clock, policyOf, runner }: Parts, operation: Operation, asked: Asked): Turn {
  const now = clock.now();
  if (isDue(operation, now)) return expired(operation, now);
  return judge(operation, asked, { policy: policyOf(operation.cluster), now, runner: claimBy(runner, now) });
}

/** Who tried without the right is written down too. */
async function withRights<T>(
  { journal, clock }: Parts,
  operation: Operation,
  { decision, person }: Asked,
  work: () => T,
): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DeniedError) {
      const details = { decision, words: error.message };
      await journal.note(entryOf(operation, "refused", { at: clock.now(), by: person.id, details }));
    }
    throw error;
  }
}
