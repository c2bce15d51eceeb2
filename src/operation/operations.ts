// The life of every change, top to bottom: proposed, decided, run, and taken up again after a restart.
import { randomUUID } from "node:crypto";
import type { Actor } from "#src/base/actor.ts";
import type { Clock } from "#src/base/clock.ts";
import { UnreachableError, UsageError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Self } from "#src/base/self.ts";
import { restsWithin } from "#src/base/within.ts";
import type { FencedCampaigns } from "#src/campaign/begin.ts";
import type { FencedHosts } from "#src/hosts/host.ts";
import type { FencedCluster } from "#src/kubernetes/cluster.ts";
import type { Store, Wanted } from "#src/store/store.ts";
import { createAttendant, everyOne } from "./attend.ts";
import { decideOn } from "./decide.ts";
import type { Engine } from "./engine.ts";
import { execute } from "./execute.ts";
import { createJournal, type Tell } from "./journal.ts";
import { type Asked, type Policy, soloPauseMs } from "./judge.ts";
import { entryOf } from "./lifecycle.ts";
import type { Operation, State } from "./operation.ts";
import { soloLateMs } from "./pause.ts";
import type { Plan } from "./plan.ts";
import { createProposals, type Proposal, type Proposals } from "./proposal.ts";
import { createRunning } from "./running.ts";
import { createStages, type Stages } from "./stage.ts";
import type { Step } from "./step.ts";

export type Denied = { readonly by: Actor; readonly decision: string; readonly words: string };
export type Shown = { readonly by: Actor; readonly what: string; readonly outcome: "revealed" | "refused" };

export type Operations = {
  /** Keeps a plan and shows it. @throws RefusedError when it holds what looks like a secret */
  readonly propose: (proposal: Proposal) => Promise<Operation>;
  /** The stages of campaigns. */
  readonly stages: Stages;
  /** The same change, waiting or running already: two cards for one change would be approved twice. */
  readonly twin: Proposals["twin"];
  /**
   * Answers what became of the operation, once that is stored. An approval of a plan that is out of date answers it as
   * `stale`, with the id of the fresh one.
   * @throws DeniedError, RefusedError or UsageError in words for the person who decided; UnreachableError when it
   * cannot be planned again now, and nothing was decided
   */
  readonly decide: (decision: Asked & { readonly id: string }) => Promise<Operation>;
  /** @throws UsageError when there is no such operation */
  readonly find: (id: string) => Promise<Operation>;
  /** Newest first. */
  readonly list: (wanted: Wanted<State>) => Promise<readonly Operation[]>;
  /** Writes down that somebody wanted to decide who may not even hear whether there is such an operation. */
  readonly noteDenied: (id: string, denied: Denied) => Promise<void>;
  /** Writes down that somebody sees, or wanted to see, a secret that it made; `what` holds nothing secret. */
  readonly noteReveal: (operation: Operation, shown: Shown) => Promise<void>;
  /** Takes up what an earlier run left, and watches for what is due. */
  readonly start: () => Promise<void>;
  /** Begins no further step, and waits up to `graceMs` for those under way; the rest is recovered at the next start. */
  readonly stop: (graceMs: number) => Promise<void>;
};

export type OperationsParts = {
  readonly store: Store;
  readonly clusters: readonly FencedCluster[];
  /** The machines of a cluster that is configured. */
  readonly hosts: (cluster: string) => FencedHosts;
  readonly campaigns: FencedCampaigns;
  /** By name, as `loadSteps` reads them. */
  readonly steps: ReadonlyMap<string, Step>;
  /**
   * Plans the operation's line again. UnreachableError means that it cannot be told now; any other BotError that it is
   * not possible any more, also that the requester has lost the right.
   */
  readonly replan: (operation: Operation) => Promise<Plan>;
  readonly policyOf: (cluster: string) => Policy;
  /** Draws the card again, and adds the row to its thread. Told after it was stored, in order for each operation. */
  readonly changed: Tell;
  readonly self?: (cluster: string) => Self | undefined;
  /** What the words of a step that failed mean, where somebody knows. */
  readonly explain?: (words: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
};

/** How often it is looked for what is due: reminders, expiry, orphans. */
const sweepMs = 5_000;
/** How often it is looked for what could not be told. */
const tellMs = 60_000;

export function createOperations(parts: OperationsParts): Operations {
  const { store, clock, log, redact, policyOf, replan } = parts;
  const journal = createJournal({ store, redact, changed: parts.changed, log });
  const proposing = { store, journal, replan, policyOf, clock, redact };
  const { propose, keep, twin, unlessCurrent } = createProposals(proposing);
  const runner = randomUUID();
  const stopping = new AbortController();
  const leaving = new AbortController();
  let sweeping: Promise<unknown> = Promise.resolve();
  const engine: Engine = {
    journal,
    steps: parts.steps,
    cluster: (name) => parts.clusters.find((cluster) => cluster.name === name),
    ...{ hosts: parts.hosts, campaigns: parts.campaigns },
    self: parts.self ?? (() => undefined),
    explain: parts.explain ?? (() => undefined),
    clock,
    log,
    runner,
    stopping: stopping.signal,
    leaving: leaving.signal,
  };
  const running = createRunning(engine);
  const shared = { store, journal, unlessCurrent, policyOf, runner, clock };
  const attendant = createAttendant({ ...shared, ...running, log, stopping: stopping.signal });

  const stages = createStages({ keep, journal, run: running.run, work: execute, runner, clock });

  return {
    propose,
    stages,
    twin,
    decide,
    find,
    list: store.operations.list,
    noteDenied,
    noteReveal,
    start,
    stop,
  };

  async function find(id: string): Promise<Operation> {
    const operation = await store.operations.find(id);
    if (operation) return operation;
    throw new UsageError(`There is no operation ${id}.`, { hint: "`operation list` shows those there are." });
  }

  async function noteDenied(id: string, { by, ...said }: Denied): Promise<void> {
    const found = await store.operations.find(id);
    const details = found ? said : { ...said, asked: id };
    const at = clock.now();
    await journal.note({ at, event: "refused", by, cluster: found?.cluster, operation: found?.id, details });
  }

  async function noteReveal(operation: Operation, { by, what, outcome }: Shown): Promise<void> {
    await journal.note(entryOf(operation, outcome, { at: clock.now(), by, details: { words: what } }));
  }

  async function decide({ id, ...asked }: Asked & { readonly id: string }): Promise<Operation> {
    if (stopping.signal.aborted)
      throw new UnreachableError("Wheelhouse is being restarted. Try again in a moment.");
    const operation = await decideOn(shared, await find(id), asked);
    if (operation.state === "running" && asked.decision !== "stop") running.run(id, execute);
    if (operation.state === "proposed" && operation.startsAt !== undefined) startAfterPause(id);
    return operation;
  }

  function startAfterPause(id: string): void {
    const since = clock.ticks();
    clock.sleep(soloPauseMs, stopping.signal).then(async () => {
      // A process that was frozen meanwhile must not start it out of the blue.
      if (clock.ticks() - since <= soloPauseMs + soloLateMs) await attendant.startDue(id);
    });
  }

  async function start(): Promise<void> {
    await attendant.sweep();
    // Also those that were told: whether all of their calls can be read is asked anew.
    for (const operation of await store.operations.list({ states: ["proposed"], limit: everyOne })) {
      await journal.redraw(operation);
    }
    await attendant.tellAgain();
    sweeping = Promise.all([keepDoing(attendant.sweep, sweepMs), keepDoing(attendant.tellAgain, tellMs)]);
  }

  async function keepDoing(work: () => Promise<void>, everyMs: number): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal);
      if (!stopping.signal.aborted) await work();
    }
  }

  async function stop(graceMs: number): Promise<void> {
    stopping.abort();
    const all = Promise.allSettled([running.atRest(), sweeping]);
    await restsWithin(clock, graceMs, all);
    leaving.abort();
    await all;
  }
}
