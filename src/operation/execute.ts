// Runs an approved plan: for each step, done? skip : run, then wait until done. Each turn is stored before it is taken.
import { randomUUID } from "node:crypto";
import { sayCall } from "#src/base/call.ts";
import { FenceError, type ForbiddenError } from "#src/base/errors.ts";
import { elide } from "#src/base/text.ts";
import { type Acting, actingOf, fencesOf, type Run, wordsOf } from "./ask.ts";
import { createAttempts, forbiddenForMs } from "./attempts.ts";
import { type Claim, holdClaim, Lost } from "./claim.ts";
import { mention } from "./describe.ts";
import type { Engine } from "./engine.ts";
import { leftBy } from "./left.ts";
import { ended, entryOf, isOpen, type Turn, withStep } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import { waitFor } from "./wait-for.ts";

/** How a step ended. `stopped`: it has not begun. `left`: the process ends first, and the next start looks at it. */
type Outcome =
  | { readonly kind: "done" | "skipped"; readonly words: string; readonly caveat?: string | undefined }
  | { readonly kind: "failed" | "interrupted" | "stopped"; readonly words: string }
  | { readonly kind: "left" };

export type Ended = Exclude<Outcome, { kind: "left" }>;

/** Runs what is still open of an operation that carries our claim. Never rejects. */
export async function execute(engine: Engine, id: string): Promise<void> {
  const claim = holdClaim(engine, id);
  try {
    await executeSteps(engine, claim);
  } catch (error) {
    if (error instanceof Lost) engine.log.warn("an operation is no longer ours", { operation: id, error });
    else
      engine.log.error("an operation cannot be written down; the next start looks at it", {
        operation: id,
        error,
      });
  } finally {
    await claim.release();
  }
}

async function executeSteps(engine: Engine, claim: Claim): Promise<void> {
  let operation = await claim.read();
  const running = { ...claim, fences: fencesOf(engine, operation) };
  for (let at = nextOpen(operation); at !== -1; at = nextOpen(operation)) {
    if (engine.stopping.aborted) return;
    const outcome = await takeStep(engine, running, operation, at);
    if (outcome.kind === "left") return;
    operation = await settle(engine, claim, at, outcome);
    if (operation.state !== "running") return;
  }
  await claim.change((now) => finished(now, engine.clock.now()));
}

function nextOpen({ steps }: Operation): number {
  return steps.findIndex(isOpen);
}

async function takeStep(
  engine: Engine,
  claim: Claim & Run,
  operation: Operation,
  at: number,
): Promise<Outcome> {
  const { clock, leaving } = engine;
  const planned = operation.plan.steps[at];
  if (!planned) return { kind: "interrupted", words: `The stored plan has no step ${at + 1}.` };
  const acting = actingOf(engine, operation, planned, claim);
  if ("unfit" in acting) return { kind: "interrupted", words: acting.unfit };
  try {
    let isStopAsked = false;
    const before = await waitFor(acting.done, {
      withinMs: acting.timeoutMs,
      clock,
      signal: claim.signal,
      enough: ({ goal }) => goal !== "unknown" || isStopAsked,
      between: async () => {
        isStopAsked = (await claim.read()).stopAskedBy !== undefined;
      },
    });
    if (before.goal === "holds") return { kind: "skipped", words: before.evidence, caveat: before.caveat };
    // What had failed already before we ran it failed in an earlier attempt, and a person has asked for another.
    if (before.goal === "failed" && !acting.retries) return { kind: "failed", words: before.evidence };
    if (claim.signal.aborted) return { kind: "left" };
    if (before.goal === "unknown" && !isStopAsked) {
      return { kind: "interrupted", words: `Nothing of it was run, as nobody answers: ${before.evidence}` };
    }
    const { stopAskedBy } = await claim.change((now) => begin(now, at, clock.now()));
    if (stopAskedBy) {
      return { kind: "stopped", words: `Stopped by ${mention(stopAskedBy)} before “${planned.title}”.` };
    }
    return await act(engine, claim, { acting, at, runs: before.goal !== "underway" });
  } catch (error) {
    if (error instanceof Lost) throw error;
    if (error instanceof FenceError) return { kind: "interrupted", words: error.message };
    if (leaving.aborted || claim.signal.aborted) return { kind: "left" };
    return { kind: "failed", words: wordsOf(error) ?? bug(engine, operation, error) };
  }
}

type Begun = {
  readonly acting: Acting;
  readonly at: number;
  /** False when somebody else is at it already. */
  readonly runs: boolean;
};

async function act(engine: Engine, claim: Claim, { acting, at, runs }: Begun): Promise<Outcome> {
  const { clock } = engine;
  const { signal } = claim;
  const attempts = createAttempts(acting, clock);
  if (runs) await attempts.run();
  let stoppedBy: string | undefined;
  const answer = await waitFor(acting.done, {
    withinMs: acting.timeoutMs + (attempts.refusal() ? forbiddenForMs : 0),
    clock,
    signal,
    between: async ({ evidence }) => {
      await claim.change((now) => progress(now, at, sayAgain(evidence, attempts.refusal())));
    },
    again: async ({ goal }) => {
      if (goal !== "open" || !(acting.repeats || attempts.refusal())) return true;
      const { stopAskedBy } = await claim.read();
      if (!acting.whole) stoppedBy = stopAskedBy;
      if (stoppedBy !== undefined) return false;
      await attempts.run();
      return true;
    },
  });
  const { goal, evidence, reached, caveat, enough } = answer;
  const isOver = !signal.aborted && stoppedBy === undefined;
  if (goal === "open" && enough !== undefined && isOver)
    return { kind: "done", words: evidence, caveat: enough };
  if (goal === "holds") return { kind: "done", words: evidence, caveat };
  if (signal.aborted) return { kind: "left" };
  if (goal === "failed") return { kind: "failed", words: evidence };
  if (stoppedBy !== undefined)
    return { kind: "interrupted", words: `Stopped by ${mention(stoppedBy)}. ${evidence}` };
  const refused = wordsOf(attempts.refusal());
  if (refused !== undefined) return { kind: "failed", words: refused };
  if (goal === "unknown") return { kind: "interrupted", words: `Nobody knows how far it got: ${evidence}` };
  if (goal === "underway") return { kind: "interrupted", words: stillUnderWay(acting, evidence) };
  const what = reached === undefined ? "did not get there" : "got no further";
  const late = `It ${what} within ${minutes(acting.timeoutMs)}: ${evidence}`;
  return attempts.isUnsure()
    ? { kind: "interrupted", words: `Nobody knows whether the call arrived. ${late}` }
    : { kind: "failed", words: late };
}

export function stillUnderWay({ timeoutMs }: Acting, evidence: string): string {
  return `It is still under way after ${minutes(timeoutMs)}, and nobody waits for it any more: ${evidence}`;
}

function sayAgain(evidence: string, refusal: ForbiddenError | undefined): string {
  return refusal ? `${evidence} Forbidden for now, and asked for again: ${refusal.message}` : evidence;
}

/** Stored before `run`: whatever is found running after a restart may be half run. Nothing begins once a stop is asked for. */
function begin(operation: Operation, at: number, now: number): Turn | undefined {
  if (operation.stopAskedBy) return undefined;
  const { title, calls } = operation.plan.steps[at] ?? {};
  const details = { step: at + 1, title, calls: calls?.map(sayCall) };
  return {
    next: withStep(operation, at, { state: "running", startedAt: now }),
    entries: [entryOf(operation, "step-started", { at: now, details })],
  };
}

export function progress(operation: Operation, at: number, evidence: string): Turn | undefined {
  const record = operation.steps[at];
  if (!record || record.evidence === evidence) return undefined;
  return { next: withStep(operation, at, { ...record, evidence }), entries: [] };
}

/** Of a failure, characters: a card has room for some 1,500, and what is half done comes last. */
const roomForWhy = 1_000;

/** Stores how the step ended; where the operation ends with it, its steps tell what they leave half done. */
export async function settle(engine: Engine, claim: Claim, at: number, outcome: Ended): Promise<Operation> {
  const goesOn = outcome.kind === "done" || outcome.kind === "skipped";
  const left = goesOn ? "" : await leftBy(engine, await claim.read(), claim.signal);
  const meaning = outcome.kind === "failed" ? engine.explain(outcome.words) : undefined;
  const last = `${meaning === undefined ? "" : `\n${meaning}`}${left}`;
  return claim.change((now) => settled(now, { at, outcome, last }, engine.clock.now()));
}

type Settled = {
  readonly at: number;
  readonly outcome: Ended;
  /** What it means, and what is half done. */
  readonly last: string;
};

function settled(operation: Operation, { at, outcome, last }: Settled, now: number): Turn {
  const { kind, words } = outcome;
  if (kind === "stopped") return ended(operation, "interrupted", { at: now, words: `${words}${last}` });
  const title = operation.plan.steps[at]?.title ?? `step ${at + 1}`;
  const caveat = "caveat" in outcome ? outcome.caveat : undefined;
  const record = { ...operation.steps[at], state: kind, evidence: words, caveat, endedAt: now };
  const next = withStep(operation, at, record);
  const entry = entryOf(operation, `step-${kind}`, {
    at: now,
    details: { step: at + 1, title, evidence: words },
  });
  if (kind === "done" || kind === "skipped") return { next, entries: [entry] };
  const why = last === "" ? words : elide(words, roomForWhy);
  const turn = ended(next, kind, { at: now, words: `${title}: ${why}${last}` });
  return { next: turn.next, entries: [entry, ...turn.entries] };
}

export function finished(operation: Operation, now: number): Turn {
  const count = operation.steps.length;
  const words = count === 1 ? "Its step is done." : `All ${count} steps are done.`;
  return ended(operation, "succeeded", { at: now, words });
}

function bug({ log }: Engine, { id, line }: Operation, error: unknown): string {
  const reference = randomUUID().slice(0, 8);
  log.error("a step failed unexpectedly", { reference, operation: id, line, error });
  return `That is a bug in Wheelhouse. Its log has the details under ${reference}.`;
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} minutes`;
}
