// Asks a step, and waits for what it says: every call to a step goes through here, with its input parsed and its time limited.
import { BotError, UnreachableError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import type { Engine } from "./engine.ts";
import type { Operation } from "./operation.ts";
import { canonical, digestOf, type PlannedStep } from "./plan.ts";
import type { Proof, StepContext } from "./step.ts";

/** What a step's `done` said; `unknown` when nobody answered. */
export type Answer = Omit<Proof, "holds"> & { readonly goal: "holds" | "open" | "unknown" };

/** A planned step, ready to be asked. */
export type Acting = {
  readonly title: string;
  readonly timeoutMs: number;
  readonly repeats: boolean;
  readonly whole: boolean;
  /** Unreachable becomes `unknown`; every other failure is thrown. */
  readonly done: () => Promise<Answer>;
  /** @throws whatever the step throws; UnreachableError when it does not return in its time */
  readonly run: () => Promise<void>;
  /** @throws UnreachableError when nobody answers */
  readonly leaves: () => Promise<string | undefined>;
};

/** How long one `done` may take. */
const askWithinMs = 30_000;
const firstWaitMs = 500;
const longestWaitMs = 5_000;

/** What stands between a stored plan and its steps: an older version of us, a cluster that is not configured any more, a forged row. */
export type Unfit = { readonly unfit: string };

/** The step of a stored plan, as this version of Wheelhouse knows it. */
export function actingOf(
  engine: Engine,
  operation: Operation,
  planned: PlannedStep,
  signal: AbortSignal,
): Acting | Unfit {
  const { steps, clock } = engine;
  if (digestOf(operation.cluster, operation.line, operation.plan) !== operation.digest)
    return { unfit: "The stored plan is not the one that was approved: it was changed in the database." };
  const step = steps.get(planned.step);
  if (!step) return { unfit: `This version of Wheelhouse does not know the step ${planned.step}.` };
  const input = step.input.safeParse(planned.input);
  if (!input.success)
    return { unfit: `This version of Wheelhouse does not understand the stored step ${planned.step}.` };
  // As `defineStep` made them, from input that its own schema has just parsed.
  if (canonical(step.calls(input.data as never)) !== canonical(planned.calls))
    return {
      unfit: `This version of Wheelhouse would do something else for “${planned.title}” than was approved.`,
    };
  const cluster = engine.cluster(operation.cluster);
  if (!cluster) return { unfit: `Wheelhouse is not configured for ${operation.cluster} any more.` };

  const { id, startedAt = clock.now() } = operation;
  const context = (until: AbortSignal): StepContext => ({
    cluster,
    operation: { id, startedAt },
    self: engine.self(cluster.name),
    now: clock.now,
    signal: until,
  });
  const ask = <T>(ms: number, work: (context: StepContext) => Promise<T>) =>
    limited({ ms, title: planned.title, clock, signal }, (until) => work(context(until)));
  return {
    title: planned.title,
    timeoutMs: step.timeoutMs,
    repeats: step.repeats === true,
    whole: step.whole === true,
    done: () => answerOf(ask(askWithinMs, (given) => step.done(input.data, given))),
    run: () => ask(step.timeoutMs, (given) => step.run(input.data, given)),
    leaves: () => ask(askWithinMs, async (given) => step.leaves?.(input.data, given)),
  };
}

/**
 * Asks until the goal holds, the time without getting further is over or the signal aborts, and returns the last answer.
 * `between` is told of each answer that is not enough; `again` comes after the pause that follows.
 */
export async function waitFor(
  ask: () => Promise<Answer>,
  {
    withinMs,
    clock,
    signal,
    enough = ({ goal }) => goal === "holds",
    between = async () => undefined,
    again = async () => undefined,
  }: {
    readonly withinMs: number;
    readonly clock: Engine["clock"];
    readonly signal: AbortSignal;
    readonly enough?: (answer: Answer) => boolean;
    readonly between?: (answer: Answer) => Promise<void>;
    readonly again?: (answer: Answer) => Promise<void>;
  },
): Promise<Answer> {
  let until = clock.ticks() + withinMs;
  let furthest = Number.NEGATIVE_INFINITY;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    const answer = await ask();
    if (answer.reached !== undefined && answer.reached > furthest) {
      furthest = answer.reached;
      until = clock.ticks() + withinMs;
    }
    if (enough(answer) || signal.aborted || clock.ticks() >= until) return answer;
    await between(answer);
    await clock.sleep(Math.min(waitMs, Math.max(0, until - clock.ticks())), signal);
    if (signal.aborted) return answer;
    await again(answer);
  }
}

async function answerOf(asked: Promise<Proof>): Promise<Answer> {
  try {
    const { holds, ...proof } = await asked;
    return { goal: holds ? "holds" : "open", ...proof };
  } catch (error) {
    if (error instanceof UnreachableError) return { goal: "unknown", evidence: error.message };
    throw error;
  }
}

type Limit = {
  readonly ms: number;
  readonly title: string;
  readonly clock: Engine["clock"];
  readonly signal: AbortSignal;
};

/** Does not wait for work that ignores its signal. */
async function limited<T>(
  { ms, title, clock, signal }: Limit,
  work: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = () =>
    new UnreachableError(`${title}: there was no answer within ${Math.round(ms / 1_000)} s.`);
  try {
    return await within({ clock, ms, signal, late }, work);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new UnreachableError(`${title}: given up before there was an answer.`, { cause });
  }
}

/** A failure in words a person understands; anything that is no BotError is ours, and only its reference is told. */
export function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof BotError)) return undefined;
  return [error.message, error.hint].filter(Boolean).join(" ");
}
