// A plan becomes an operation that waits for a decision, and is planned again before it starts.
import type { Clock } from "#src/base/clock.ts";
import { BotError, mayPass } from "#src/base/errors.ts";
import type { Store } from "#src/store/store.ts";
import { already } from "./describe.ts";
import { differencesOf, isAboutAnother } from "./differences.ts";
import { newId } from "./id.ts";
import type { Journal } from "./journal.ts";
import type { Policy } from "./judge.ts";
import { ended, proposed, type Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import { digestOf, type Plan } from "./plan.ts";
import { storablePlan } from "./secrets.ts";

export type Proposal = Pick<
  Operation,
  "line" | "cluster" | "by" | "where" | "reason" | "campaign" | "beside"
> & {
  readonly plan: Plan;
};

/** A campaign's stage: its id was written down before, so that it is there once, whenever a process dies. */
export type StageProposal = Proposal & { readonly campaign: string };

export type Proposals = {
  /** @see Operations.twin */
  readonly twin: (proposal: Pick<Proposal, "cluster" | "line" | "plan">) => Promise<Operation | undefined>;
  /** @see Operations.propose */
  readonly propose: (proposal: Proposal) => Promise<Operation>;
  /** @see Operations.stage */
  readonly keep: (id: string, proposal: StageProposal) => Promise<Operation>;
  /**
   * Plans again. Undefined when that gives the same; else the operation is stale, a fresh one has taken its place where
   * it is still possible, and the stale one is returned.
   * @throws RefusedError when it was decided about meanwhile, UnreachableError or ForbiddenError when it cannot be planned now
   */
  readonly unlessCurrent: (operation: Operation) => Promise<Operation | undefined>;
};

type Parts = {
  readonly store: Store;
  readonly journal: Journal;
  readonly replan: (operation: Operation) => Promise<Plan>;
  readonly policyOf: (cluster: string) => Policy;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
};

export function createProposals({ store, journal, replan, policyOf, clock, redact }: Parts): Proposals {
  return { propose, keep, twin, unlessCurrent };

  async function propose(proposal: Proposal): Promise<Operation> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const operation = fresh(newId(), proposal);
      if (await journal.propose(proposed(operation))) return operation;
    }
    throw new Error("no free name for an operation was found");
  }

  async function keep(id: string, proposal: StageProposal): Promise<Operation> {
    const operation = fresh(id, proposal);
    if (await store.operations.add(proposed(operation))) return operation;
    const there = await store.operations.find(id);
    if (there?.campaign === proposal.campaign) return there;
    throw new Error(`${id} is another operation`);
  }

  async function twin({ cluster, line, plan }: Parameters<Proposals["twin"]>[0]) {
    const digest = digestOf(cluster, line, plan);
    const open = await store.operations.list({ cluster, states: ["proposed", "running"] });
    // What runs changes what a plan rests on, so of that the line alone counts.
    return open.find((each) => (each.state === "running" ? each.line === line : each.digest === digest));
  }

  function fresh(
    id: string,
    { line, cluster, by, where, reason, campaign, beside, plan }: Proposal,
  ): Operation {
    const kept = storablePlan(line, plan, redact);
    const policy = policyOf(cluster);
    const now = clock.now();
    return {
      ...{ id, line, cluster, by, where, campaign, beside },
      reason: reason && redact(reason),
      plan: kept,
      digest: digestOf(cluster, line, kept),
      approvalsNeeded: policy[kept.risk],
      solo: policy.solo,
      state: "proposed",
      votes: [],
      steps: kept.steps.map(() => ({ state: "waiting" })),
      proposedAt: now,
      expiresAt: now + policy.expireAfterMs,
    };
  }

  async function unlessCurrent(operation: Operation): Promise<Operation | undefined> {
    const planned = await planAgain(operation);
    const { cluster, line, digest } = operation;
    if ("plan" in planned && digestOf(cluster, line, planned.plan) === digest) return undefined;
    const { plan } = operation;
    const isSame = "plan" in planned && !isAboutAnother(plan, planned.plan);
    const successor = isSame ? fresh(newId(), { ...operation, plan: planned.plan }) : undefined;
    const words = "plan" in planned ? whatChanged(plan, planned.plan) : planned.impossible;
    const changed = await journal.change(operation.id, (now) =>
      now.state === "proposed" ? stale(now, { at: clock.now(), words, successor }) : undefined,
    );
    // Nothing that becomes stale takes the lock.
    if (changed.outcome === "held") throw new Error(`${operation.id} cannot be held by ${changed.holder}`);
    if (changed.outcome === "unchanged") throw already(changed.record);
    if (successor) await journal.redraw(successor);
    return changed.record;
  }

  async function planAgain(
    operation: Operation,
  ): Promise<{ readonly plan: Plan } | { readonly impossible: string }> {
    try {
      return { plan: storablePlan(operation.line, await replan(operation), redact) };
    } catch (error) {
      if (!(error instanceof BotError) || mayPass(error)) throw error;
      return { impossible: error.message };
    }
  }
}

/** Only ever asked of plans whose digests differ. */
function whatChanged(before: Plan, now: Plan): string {
  const found = differencesOf(before, now);
  return found.length > 0 ? found.join("\n") : "How it would be done has changed since it was planned.";
}

type Stale = {
  readonly at: number;
  readonly words: string;
  readonly successor: Operation | undefined;
};

function stale(operation: Operation, { at, words, successor }: Stale): Turn {
  const details = { replacedBy: successor?.id };
  const { next, entries } = ended(operation, "stale", { at, words, details });
  return {
    next: { ...next, replacedBy: successor?.id },
    entries: [...entries, ...(successor ? proposed(successor).entries : [])],
    successor,
  };
}
