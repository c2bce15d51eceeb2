// Asks a step: every call to a step goes through here, with its input parsed and its time limited.
import type { Call } from "#src/base/call.ts";
import { BotError, type FenceError, mayPass, UnreachableError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import type { Engine } from "./engine.ts";
import { createFences, type Fences } from "./fence.ts";
import { entryOf } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import { canonical, digestOf, type PlannedStep } from "./plan.ts";
import type { Goal, Proof, StepContext } from "./step.ts";

/** What a step's `done` said; `unknown` when nobody answered. */
export type Answer = Omit<Proof, "goal"> & { readonly goal: Goal | "unknown" };

/** A planned step, ready to be asked. */
export type Acting = {
  readonly title: string;
  readonly timeoutMs: number;
  readonly repeats: boolean;
  readonly retries: boolean;
  readonly whole: boolean;
  /** Unreachable or forbidden becomes `unknown`; every other failure is thrown. */
  readonly done: () => Promise<Answer>;
  /** @throws whatever the step throws; UnreachableError when it does not return in its time */
  readonly run: () => Promise<void>;
  /** @throws UnreachableError when nobody answers */
  readonly leaves: () => Promise<string | undefined>;
};

/** How long one `done` may take. */
const askWithinMs = 30_000;

/** What stands between a stored plan and its steps: an older version of us, a cluster that is not configured any more, a forged row. */
export type Unfit = { readonly unfit: string };

/** One run of an operation, as each of its steps is asked in it. */
export type Run = { readonly signal: AbortSignal; readonly fences: Fences };

/** The step of a stored plan, as this version of Wheelhouse knows it. */
export function actingOf(
  engine: Engine,
  operation: Operation,
  planned: PlannedStep,
  { signal, fences }: Run,
): Acting | Unfit {
  const { steps, clock } = engine;
  if (digestOf(operation.cluster, operation.line, operation.plan) !== operation.digest)
    return { unfit: "The stored plan is not the one that was approved: it was changed in the database." };
  const step = steps.get(planned.step);
  if (!step) return { unfit: `This version of Wheelhouse does not know the step ${planned.step}.` };
  const input = step.input.safeParse(planned.input);
  if (!input.success)
    return { unfit: `This version of Wheelhouse does not understand the stored step ${planned.step}.` };
  const calls = planned.calls.filter((call) => typeof call !== "string");
  if (calls.length < planned.calls.length)
    return { unfit: "An older version of Wheelhouse planned this. Abandon it, and ask for it again." };
  // As `defineStep` made them, from input that its own schema has just parsed.
  if (canonical(step.calls(input.data as never)) !== canonical(planned.calls))
    return {
      unfit: `This version of Wheelhouse would do something else for “${planned.title}” than was approved.`,
    };
  const cluster = engine.cluster(operation.cluster);
  if (!cluster) return { unfit: `Wheelhouse is not configured for ${operation.cluster} any more.` };

  const { id, by, startedAt = clock.now() } = operation;
  const ask = <T>(ms: number, covered: readonly Call[], work: (context: StepContext) => Promise<T>) =>
    fences.behind({ title: planned.title, calls: covered }, (fence) => {
      const given = {
        cluster: cluster.fenced(fence),
        hosts: engine.hosts(cluster.name).fenced(fence),
        campaigns: engine.campaigns.fenced(fence, id),
        operation: { id, by, startedAt },
        self: engine.self(cluster.name),
        now: clock.now,
      };
      return limited({ ms, title: planned.title, clock, signal }, (until) =>
        work({ ...given, signal: until }),
      );
    });
  return {
    title: planned.title,
    timeoutMs: step.timeoutMs,
    repeats: step.repeats === true,
    retries: step.retries === true,
    whole: step.whole === true,
    done: () => answerOf(ask(askWithinMs, [], (given) => step.done(input.data, given))),
    run: () => ask(step.timeoutMs, calls, (given) => step.run(input.data, given)),
    leaves: () => ask(askWithinMs, [], async (given) => step.leaves?.(input.data, given)),
  };
}

/** The fences of one run. That a breach could not be written down must not keep anybody from stopping. */
export function fencesOf({ journal, clock, log }: Engine, operation: Operation): Fences {
  return createFences({ operation: operation.id, refused });

  async function refused(title: string, error: FenceError): Promise<void> {
    log.error("a step was stopped by its fence", { operation: operation.id, error });
    const details = { title, words: error.message };
    await journal
      .note(entryOf(operation, "fenced", { at: clock.now(), details }))
      .catch((cause: unknown) => log.error("could not write down what a fence refused", { error: cause }));
  }
}

async function answerOf(asked: Promise<Proof>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof BotError && mayPass(error)) return { goal: "unknown", evidence: error.message };
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
