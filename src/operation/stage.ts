// A stage of a campaign as an operation: kept under the id that the campaign wrote down, and started under the campaign's approval.
import type { Actor } from "#src/base/actor.ts";
import type { Clock } from "#src/base/clock.ts";
import { claimBy } from "./claim.ts";
import { isDue } from "./due.ts";
import type { execute } from "./execute.ts";
import type { Journal } from "./journal.ts";
import { ended, started } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import { digestOf, type Plan } from "./plan.ts";
import type { Proposals, StageProposal } from "./proposal.ts";

/** What became of a start. `held`: another change is under way, whose id this is. `stale`: it is not what would be done now. */
export type StageStart =
  | { readonly outcome: "started" | "stale" | "unchanged" }
  | { readonly outcome: "held"; readonly holder: string };

type Approved = {
  /** As it was made just now. */
  readonly plan: Plan;
  readonly by: readonly Actor[];
};

export type Stages = {
  /** Keeps it without a word to anybody; nothing new where it is there already. */
  readonly keep: (id: string, proposal: StageProposal) => Promise<Operation>;
  /** Shows it, so that people decide. */
  readonly ask: (operation: Operation) => Promise<void>;
  /** Starts it, approved by those who approved the whole. */
  readonly start: (id: string, approved: Approved) => Promise<StageStart>;
};

type Parts = Pick<Proposals, "keep"> & {
  readonly journal: Journal;
  readonly run: (id: string, work: typeof execute) => void;
  readonly work: typeof execute;
  readonly runner: string;
  readonly clock: Clock;
};

export function createStages({ keep, journal, run, work, runner, clock }: Parts): Stages {
  return { keep, ask: journal.redraw, start };

  async function start(id: string, { plan, by: approvedBy }: Approved): Promise<StageStart> {
    const changed = await journal.change(id, (operation) => {
      const at = clock.now();
      const { state, campaign, votes, cluster, line, digest } = operation;
      // Somebody who decides about it meanwhile counts for more.
      if (state !== "proposed" || !campaign || votes.length > 0 || isDue(operation, at)) return undefined;
      if (digestOf(cluster, line, plan) !== digest)
        return ended(operation, "stale", { at, words: "It would not be done like this any more." });
      return started(operation, { at, details: { campaign, approvedBy }, runner: claimBy(runner, at) });
    });
    if (changed.outcome === "held") return { outcome: "held", holder: changed.holder };
    if (changed.outcome === "unchanged") return { outcome: "unchanged" };
    if (changed.record.state !== "running") return { outcome: "stale" };
    run(id, work);
    return { outcome: "started" };
  }
}
