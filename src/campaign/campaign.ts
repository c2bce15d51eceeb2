// A campaign: a change that takes hours, as a list of lines with gates, as plain data. Times are epoch milliseconds.
import { z } from "zod";
import type { Actor } from "#src/base/actor.ts";
import type { Call } from "#src/base/call.ts";
import { campaignLock, stagesLock } from "#src/base/lock-names.ts";
import type { Vote } from "#src/operation/operation.ts";
import { risks } from "#src/operation/plan.ts";
import { isOver, type State } from "./transitions.ts";

/** What must be before a stage begins, besides health: nothing more, somebody's approval, or time since the stage before. */
export const Gate = z.union([
  z.literal("auto"),
  z.literal("ask"),
  z.object({ restMs: z.number().int().positive() }),
]);
export type Gate = z.output<typeof Gate>;

export const Stage = z.object({
  /** As it would be typed, without a cluster: `kube-proxy restart w1`. */
  line: z.string().min(1),
  /** `Restart kube-proxy on w1`. */
  title: z.string().min(1),
  gate: Gate,
  /** The node that it is about: known to be off once the stage is skipped. */
  node: z.string().optional(),
  /** Those of one number, side by side in the list, run beside one another. */
  group: z.number().int().optional(),
  /** The others rest on it, so it cannot be skipped. */
  needed: z.literal(true).optional(),
});
export type Stage = z.output<typeof Stage>;

/** What stages may do without being asked about. Whatever else a fresh plan holds is asked about. */
export const Bounds = z.object({
  risk: z.enum(risks),
  /** Placeholders stand for anything: `/api/v1/namespaces/<namespace>/pods/<pod>/eviction`. */
  calls: z.array(z.custom<Call>((value) => typeof value === "object" && value !== null)),
  /** What may be lost for good, as plans say it. */
  losses: z.array(z.string()),
  /** What stands against it and was approved all the same, as plans say it in their basis. */
  risks: z.array(z.string()),
});
export type Bounds = z.output<typeof Bounds>;

/** What was so when it was approved: no gate waits for it. */
export const Known = z.object({ off: z.array(z.string()), cordoned: z.array(z.string()) });
export type Known = z.output<typeof Known>;

/** What people approve, whole. */
export const Course = z.object({
  title: z.string().min(1),
  stages: z.array(Stage).min(1).max(200),
  bounds: Bounds,
  known: Known,
});
export type Course = z.output<typeof Course>;

export type StageRecord = {
  readonly state: "waiting" | "running" | "done" | "skipped";
  /** The one that does it; named here before it exists. */
  readonly operation?: string | undefined;
  /** Those that came to nothing before. */
  readonly before?: readonly string[] | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Who skipped it and why; or how it was found done. */
  readonly words?: string | undefined;
};

/**
 * `gate`: until the cluster is well again. `turn`: until another change is over. `rest`: until a time. `people`: until somebody decides,
 * about the operation of the stage, or about how to go on.
 */
export type Waiting = {
  readonly for: "gate" | "turn" | "rest" | "people";
  /** Untrusted text, redacted before it is stored. */
  readonly words: string;
  readonly since: number;
  readonly until?: number | undefined;
  /** The operation that it lets go first. */
  readonly behind?: string | undefined;
  /** The operation of the stage, where people decide about that and not about the campaign. */
  readonly operation?: string | undefined;
};

/** What happened to it, in order: the entries of its thread. */
export type Happened = {
  readonly at: number;
  readonly what:
    | "began"
    | "started"
    | "done"
    | "skipped"
    | "waits"
    | "asks"
    | "paused"
    | "continued"
    | "succeeded"
    | "abandoned";
  readonly stage?: number | undefined;
  readonly by?: Actor | undefined;
  readonly words?: string | undefined;
};

export type Campaign = {
  /** `ca-7k3m9x`, after the operation `op-7k3m9x` that began it. */
  readonly id: string;
  readonly cluster: string;
  readonly by: Actor;
  readonly where: { readonly channel: string; readonly thread?: string | undefined };
  readonly line: string;
  /** The approvals of the operation that began it: what starts by itself starts under them. */
  readonly approvals: readonly Vote[];
  readonly course: Course;
  readonly state: State;
  /** One for each stage. */
  readonly records: readonly StageRecord[];
  /** The stage that is next or under way; as many as there are stages once all are over. */
  readonly at: number;
  readonly waiting?: Waiting | undefined;
  /** The stage before which an approver overruled the gates. */
  readonly anyway?: number | undefined;
  /** A rest that somebody ended. */
  readonly rested?: number | undefined;
  /** Nodes whose stage was skipped. */
  readonly off: readonly string[];
  readonly beganAt: number;
  readonly endedAt?: number | undefined;
  readonly ending?: { readonly by?: Actor | undefined; readonly words: string } | undefined;
  readonly trail: readonly Happened[];
};

/** What people may do to a campaign that has begun. */
export const decisions = ["pause", "continue", "skip", "abandon"] as const;
export type Decision = (typeof decisions)[number];

/**
 * One campaign a cluster. As long as it moves, nobody else's change to the cluster slips between two stages; while it waits or is paused,
 * anybody's may run, as it may be what the campaign waits for.
 */
export function locksOf(campaign: Campaign): readonly string[] {
  const { cluster, state } = campaign;
  if (isOver(state)) return [];
  return state === "running" || isBeside(campaign)
    ? [campaignLock(cluster), stagesLock(cluster)]
    : [campaignLock(cluster)];
}

/** One of a group is at it: nobody else's change slips in, whatever the campaign itself waits for. */
function isBeside({ course: { stages }, records }: Campaign): boolean {
  return records.some(({ state }, place) => state === "running" && stages[place]?.group !== undefined);
}

export function campaignIdOf(operation: string): string {
  return operation.replace(/^op-/, "ca-");
}

/** Of all the operations that it ever had. */
export function operationsOf({ records }: Campaign): readonly string[] {
  return records.flatMap(({ operation, before = [] }) => [...before, ...(operation ? [operation] : [])]);
}
