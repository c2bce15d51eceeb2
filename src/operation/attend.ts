// What time asks for: proposals that expire, pauses that end, operations that nobody runs any more, what was not told.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Store } from "#src/store/store.ts";
import { claimBy, createOrphanage } from "./claim.ts";
import { busy } from "./describe.ts";
import { isDue, isReminderDue, reminded } from "./due.ts";
import { execute } from "./execute.ts";
import { holderOf } from "./holder.ts";
import { startInLine } from "./in-line.ts";
import type { Journal } from "./journal.ts";
import type { Policy } from "./judge.ts";
import { expired, started } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import { createPauses } from "./pause.ts";
import type { Proposals } from "./proposal.ts";
import { recover } from "./recover.ts";

export type Attendant = {
  /** Level-triggered: looks at everything that is open, whatever was missed. Never rejects. */
  readonly sweep: () => Promise<void>;
  /** A requester's own approval, once its pause is over: planned again, like every other start. Never rejects. */
  readonly startDue: (id: string) => Promise<void>;
  /** The database, or another process, may have failed between a change and its telling. Never rejects. */
  readonly tellAgain: () => Promise<void>;
};

type Parts = {
  readonly store: Store;
  readonly journal: Journal;
  readonly unlessCurrent: Proposals["unlessCurrent"];
  readonly policyOf: (cluster: string) => Policy;
  readonly run: (id: string, work: typeof execute) => void;
  readonly isUnderWay: (id: string) => boolean;
  readonly runner: string;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};

/** What is asked of the store at once; more cannot be open at a time in practice. */
export const everyOne = 10_000;

export function createAttendant(parts: Parts): Attendant {
  const { store, journal, unlessCurrent, policyOf, run, isUnderWay, runner, stopping, clock, log } = parts;
  const isOrphan = createOrphanage(clock);
  const lookAtPause = createPauses(clock);
  return { sweep, startDue, tellAgain };

  async function sweep(): Promise<void> {
    try {
      const open = await store.operations.list({ states: ["proposed", "running"], limit: everyOne });
      for (const operation of open) await attend(operation);
    } catch (error) {
      log.error("could not look for what is due", { error });
    }
  }

  async function attend(operation: Operation): Promise<void> {
    const { id } = operation;
    const now = clock.now();
    if (isOrphan(operation)) {
      if (!isUnderWay(id)) run(id, (engine) => recover(engine, operation));
      return;
    }
    const pause = lookAtPause(operation);
    if (isDue(operation, now)) {
      await journal.change(id, (each) => (isDue(each, clock.now()) ? expired(each, clock.now()) : undefined));
    } else if (pause === "lost") {
      await voidSolo(id, "It could not start when its pause was over.");
    } else if (pause === "over") {
      await startDue(id);
    } else if (operation.queued) {
      await startInLine(parts, operation);
    } else if (isReminderDue(operation, now)) {
      await journal.change(id, (each) =>
        isReminderDue(each, clock.now()) ? reminded(each, clock.now()) : undefined,
      );
    }
  }

  async function startDue(id: string): Promise<void> {
    if (stopping.aborted) return;
    try {
      const before = await store.operations.find(id);
      if (!before || !isPaused(before)) return;
      if (!policyOf(before.cluster).solo) return await voidSolo(id, "Nobody may approve alone any more.");
      if (await unlessCurrent(before)) return;
      const changed = await journal.change(id, (operation) => {
        const now = clock.now();
        if (!isPaused(operation)) return undefined;
        return started(operation, { at: now, by: operation.by, runner: claimBy(runner, now) });
      });
      if (changed.outcome === "done") run(id, execute);
      if (changed.outcome === "held")
        await voidSolo(id, busy(changed.lock, await holderOf(store, changed.holder)).message);
    } catch (error) {
      log.error("an operation could not start after its pause", { operation: id, error });
    }
  }

  async function voidSolo(id: string, why: string): Promise<void> {
    await journal.change(id, (operation) => {
      if (!isPaused(operation)) return undefined;
      return expired(operation, clock.now(), why);
    });
  }

  async function tellAgain(): Promise<void> {
    try {
      for (const operation of await store.operations.list({ untold: true, limit: everyOne }))
        await journal.redraw(operation);
    } catch (error) {
      log.error("could not look for what was not told", { error });
    }
  }
}

/** A requester's own approval that has not started yet. */
function isPaused({ state, startsAt }: Operation): boolean {
  return state === "proposed" && startsAt !== undefined;
}
