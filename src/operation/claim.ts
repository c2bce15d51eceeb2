// One process runs an operation: a claim that is renewed while it lives, and asked before everything it does.

import type { Clock } from "#src/base/clock.ts";
import { createUnchanged } from "#src/base/unchanged.ts";
import type { Engine } from "./engine.ts";
import type { Turn } from "./lifecycle.ts";
import type { Operation, Runner } from "./operation.ts";

/**
 * An operation whose claim was not renewed for this long is an orphan. Orphans are only looked at, never run, until a
 * person resumes them; so a process that was frozen for longer can at most finish the one call it was in.
 */
export const claimMs = 30_000;

/** The operation is no longer ours: taken over after we fell silent, or ended. */
export class Lost extends Error {}

export type Claim = {
  /** Aborts when the claim is lost or the process leaves. */
  readonly signal: AbortSignal;
  /** The operation as it is. @throws Lost */
  readonly read: () => Promise<Operation>;
  /** Changes it and renews the claim. @throws Lost */
  readonly change: (decide: (operation: Operation) => Turn | undefined) => Promise<Operation>;
  /** Stops renewing; what still runs then is free for whoever comes next. */
  readonly release: () => Promise<void>;
};

/** A claim made now. Its time makes each renewal differ; only a Wheelhouse of before compares it with its own clock. */
export function claimBy(runner: string, now: number): Runner {
  return { id: runner, until: now + claimMs };
}

/** Finds who is not run any more. Asked again and again, it sees whose claim stays as it is; the clocks of replicas need not agree. */
export function createOrphanage(clock: Pick<Clock, "ticks">): (operation: Operation) => boolean {
  const unchanged = createUnchanged(clock);
  return ({ id, state, runner }) => {
    if (state === "running" && runner) return unchanged.forMs(id, `${runner.id} ${runner.until}`) >= claimMs;
    unchanged.forget(id);
    return state === "running";
  };
}

/** Renews from now on. The operation must already carry this runner's claim. */
export function holdClaim({ journal, runner, clock, leaving, log }: Engine, id: string): Claim {
  const over = new AbortController();
  const lost = new AbortController();
  /** Ticks, taken before it was written: others see it later. */
  let renewedAt = clock.ticks();
  const renewing = renew();

  return {
    signal: AbortSignal.any([leaving, lost.signal]),
    read: () => change(() => undefined),
    change,
    release,
  };

  async function change(decide: (operation: Operation) => Turn | undefined): Promise<Operation> {
    const changed = await journal.change(id, (operation) => {
      mustBeOurs(operation);
      const turn = decide(operation);
      return turn && { ...turn, next: renewed(turn.next) };
    });
    if (changed.outcome === "held") throw new Lost(`${id} lost ${changed.lock} to ${changed.holder}`);
    // Whoever resumes it from now on has a claim of their own, which may be this process's too.
    if (changed.record.state !== "running") over.abort();
    return changed.record;
  }

  function mustBeOurs({ state, runner: holder }: Operation): void {
    if (state === "running" && holder?.id === runner) return;
    lost.abort();
    throw new Lost(`${id} is ${state} and held by ${holder?.id ?? "nobody"}`);
  }

  function renewed(next: Operation): Operation {
    if (next.state !== "running") return next;
    renewedAt = clock.ticks();
    return { ...next, runner: claimBy(runner, clock.now()) };
  }

  async function renew(): Promise<void> {
    while (!over.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(claimMs / 3, AbortSignal.any([over.signal, lost.signal]));
      if (over.signal.aborted) return;
      if (clock.ticks() - renewedAt < claimMs / 3) continue;
      try {
        await journal.renew(id, (operation) => {
          mustBeOurs(operation);
          return renewed(operation);
        });
      } catch (error) {
        log.warn("could not renew the claim on an operation", { operation: id, error });
        if (clock.ticks() - renewedAt >= claimMs) lost.abort();
      }
    }
  }

  async function release(): Promise<void> {
    const isEnded = over.signal.aborted;
    over.abort();
    await renewing;
    if (isEnded || lost.signal.aborted) return;
    try {
      await journal.renew(id, (operation) => {
        mustBeOurs(operation);
        return { ...operation, runner: undefined };
      });
    } catch (error) {
      if (!(error instanceof Lost)) log.warn("could not release an operation", { operation: id, error });
    }
  }
}
