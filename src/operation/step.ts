// What a step is: `done` proves by reading, `run` does. The engine asks before, after, and after a restart.
import type { z } from "zod";
import type { Actor } from "#src/base/actor.ts";
import { type Call, hasPlaceholder } from "#src/base/call.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Self } from "#src/base/self.ts";
import type { CampaignsOfStep } from "#src/campaign/begin.ts";
import type { Hosts } from "#src/hosts/host.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { Json, PlannedStep } from "./plan.ts";

/** What a step works on, each behind the fence of its calls. */
export type Handles = {
  readonly cluster: Cluster;
  /** The machines of the cluster, and those that are to join it. */
  readonly hosts: Hosts;
  readonly campaigns: CampaignsOfStep;
};

export type StepContext = Handles & {
  /** Marks what was changed: annotations and labels carry it, so that only our own traces are undone. */
  readonly operation: { readonly id: string; readonly by: Actor; readonly startedAt: number };
  /** The pod that the bot runs in, when it runs in this cluster. */
  readonly self: Self | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
};

/**
 * `underway`: somebody else is at it, so it is asked again later and `run` is not, also by whoever finds it after a restart.
 * `failed`: it never will, whatever is waited for.
 */
export type Goal = "holds" | "open" | "underway" | "failed";

/** How the step's goal stands, and what shows it: `6 of 14 pods are still on w3: shop/db-0 (its budget allows no disruption)`. */
export type Proof = {
  readonly goal: Goal;
  readonly evidence: string;
  /** How far it is, in whatever grows on the way there: as long as it gets further, the step has its time anew. */
  readonly reached?: number;
  /** What is not so yet although the goal holds: the card's headline says it too. `its successor web-2 is not ready yet` */
  readonly caveat?: string | undefined;
  /** Of a goal that is open: as much of it will do once its time is over, with this as its caveat. `pi-2 gives no sign of life` */
  readonly enough?: string | undefined;
};

/** Of what either is so, or is not yet. */
export function goal(holds: boolean): Goal {
  return holds ? "holds" : "open";
}

export type StepDefinition<Input extends z.ZodType> = {
  /** Verb and object, `drain-node`; the file's name. */
  readonly name: string;
  readonly input: Input;
  /** How long its goal may take to hold after `run`, or after it last got further, milliseconds. */
  readonly timeoutMs: number;
  readonly title: (input: z.output<Input>) => string;
  /**
   * Everything that `run` may send, as the builders in src/kubernetes/calls make it: `<pod>` stands for what is known only then.
   * Whatever none of them covers is refused before it leaves.
   */
  readonly calls: (input: z.output<Input>) => readonly Call[];
  /** What a person would type to the same end, where one line says it: `kubectl cordon w3`. */
  readonly equivalent?: (input: z.output<Input>) => string;
  /** Only reads. Rejects with UnreachableError when it cannot tell. */
  readonly done: (input: z.output<Input>, context: StepContext) => Promise<Proof>;
  /**
   * Acts once and returns; the engine waits for `done`. Asked again after each `done` that does not hold when `repeats`
   * (an eviction that was refused for now is tried again).
   * @throws StepError when it must not go on
   */
  readonly run: (input: z.output<Input>, context: StepContext) => Promise<void>;
  readonly repeats?: true;
  /** What `failed` says can be tried anew: `run` is called once more when a person resumes it. A unit that ended badly is started again. */
  readonly retries?: true;
  /** A stop waits until it has got to its goal or failed: half of it is worse than all. */
  readonly whole?: true;
  /** What proves it says where something lies that people may want again: the report of a campaign has it. */
  readonly keeps?: true;
  /** Its input holds calls, whose placeholders are meant as such. */
  readonly holdsCalls?: true;
  /**
   * What is half done where the operation ends here, and the lines that end it either way; undefined when nothing is. Asked of
   * each step that has begun when the operation stops midway. Only reads.
   */
  readonly leaves?: (input: z.output<Input>, context: StepContext) => Promise<string | undefined>;
};

export type Step = Omit<StepDefinition<z.ZodType>, "title" | "calls" | "equivalent"> & {
  readonly title: (input: never) => string;
  readonly calls: (input: never) => readonly Call[];
};

export type PlannableStep<Input extends z.ZodType> = Step & {
  /** The step with its input, as a plan carries it. */
  readonly with: (input: z.input<Input>) => PlannedStep;
};

/** Declares a step; the engine parses the stored input before `done` and `run` see it. */
export function defineStep<Input extends z.ZodType>(definition: StepDefinition<Input>): PlannableStep<Input> {
  const { name, input: schema, title, calls, equivalent, keeps, holdsCalls } = definition;
  return {
    // The engine parses with `input` first, so forgetting its type here is safe.
    ...(definition as unknown as Step),
    with: (given) => {
      const input = schema.parse(given);
      if (!holdsCalls) refusePlaceholders(input as Json);
      const planned = {
        ...{ step: name, input: input as Json, title: title(input), calls: plain(calls(input)) },
        ...(keeps && { keeps }),
      };
      return equivalent ? { ...planned, equivalent: equivalent(input) } : planned;
    },
  };
}

/** Without the keys that have no value, as it will be read back. */
function plain(calls: readonly Call[]): readonly Call[] {
  return JSON.parse(JSON.stringify(calls)) as readonly Call[];
}

/** What comes from a cluster must not read as the place of anything else. */
function refusePlaceholders(input: Json | undefined): void {
  if (typeof input === "string" && hasPlaceholder(input)) {
    throw new RefusedError(`“${input}” has angle brackets, which mean a placeholder in a plan.`);
  }
  if (typeof input === "object" && input !== null) Object.entries(input).flat().forEach(refusePlaceholders);
}
