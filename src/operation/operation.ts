// An operation: a planned change and its life, as plain data. Times are epoch milliseconds.
import type { Actor } from "#src/base/actor.ts";
import { clusterLock, stagesLock } from "#src/base/lock-names.ts";
import type { Role } from "#src/command/authorize.ts";
import type { Plan } from "./plan.ts";

/**
 * proposed -> running -> succeeded | failed | interrupted; from proposed also denied, cancelled, expired, stale.
 * failed and interrupted keep their locks until somebody resumes (-> running) or abandons (-> abandoned) them.
 */
export const states = [
  "proposed",
  "running",
  "succeeded",
  "failed",
  "interrupted",
  "denied",
  "cancelled",
  "expired",
  "stale",
  "abandoned",
] as const;
export type State = (typeof states)[number];

/** Under way, or left midway: it keeps its locks, so that nobody works beside it. */
export const holdsLock: readonly State[] = ["running", "failed", "interrupted"];

export type Vote = {
  readonly by: Actor;
  readonly verdict: "approve" | "deny";
  /** The role that gave the right, as held at the click. */
  readonly role: Role;
  readonly reason?: string | undefined;
  readonly at: number;
};

/** What became of a step. `skipped` was found done before it ran. */
export type StepState = "waiting" | "running" | "done" | "skipped" | "failed" | "interrupted";

export type StepRecord = {
  readonly state: StepState;
  /** What proved it, or what went wrong: untrusted text, redacted before it is stored. */
  readonly evidence?: string | undefined;
  /** What is not so yet although it is done; as untrusted. */
  readonly caveat?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
};

/** A process of ours, and what its clock said when it last renewed its claim, plus the time that a claim holds. */
export type Runner = { readonly id: string; readonly until: number };

/** `by` gave the last approval; `behind` is the id of an operation. */
export type Queued = { readonly by: Actor; readonly at: number; readonly behind: string };

export type Operation = {
  /** `op-7k3m9x`: short enough to type. */
  readonly id: string;
  readonly cluster: string;
  /** The line as it would be typed, without its reason. */
  readonly line: string;
  /** Who asked for it. */
  readonly by: Actor;
  /** Where it was asked; the card is there, or in the approvals channel. */
  readonly where: { readonly channel: string; readonly thread?: string | undefined };
  readonly reason?: string | undefined;
  readonly plan: Plan;
  readonly digest: string;
  /** Approvals it takes, not counting the requester; 0 when the requester alone may start it. */
  readonly approvalsNeeded: number;
  /** The requester may approve by typing the target's name. */
  readonly solo: boolean;
  readonly state: State;
  readonly votes: readonly Vote[];
  /** One for each step of the plan. */
  readonly steps: readonly StepRecord[];
  readonly proposedAt: number;
  readonly expiresAt: number;
  /** When the approvers were reminded; once. */
  readonly remindedAt?: number | undefined;
  /** Solo: approved by the requester, and cancel still works until then. */
  readonly startsAt?: number | undefined;
  /** Approved while `behind` is under way: it starts by itself once that is over, planned afresh, unless it expires before. */
  readonly queued?: Queued | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** The process that runs it; once that is not renewed any more, it is an orphan. */
  readonly runner?: Runner | undefined;
  /** Who ended it and why: the denial's reason, the canceller, the failure in words. */
  readonly ending?: { readonly by?: Actor | undefined; readonly words: string } | undefined;
  /** The fresh operation that took a stale one's place. */
  readonly replacedBy?: string | undefined;
  /** The campaign whose stage it is. */
  readonly campaign?: string | undefined;
  /** Others of its campaign run beside it, which keeps everybody else off the cluster. */
  readonly beside?: true | undefined;
  /** Somebody asked to stop it between two steps. */
  readonly stopAskedBy?: Actor | undefined;
};

/** What people may do to an operation; each is also a command. */
export const decisions = ["approve", "deny", "cancel", "stop", "resume", "abandon"] as const;
export type Decision = (typeof decisions)[number];

export function approvalsOf({ votes }: Operation): readonly Vote[] {
  return votes.filter(({ verdict }) => verdict === "approve");
}

/** The names that it holds for itself alone: its plan's, or else its cluster's. Nobody slips in between the stages of a campaign. */
export function locksOf({ state, plan, cluster, campaign, beside }: Operation): readonly string[] {
  if (!holdsLock.includes(state)) return [];
  const names = plan.locks ?? [clusterLock(cluster)];
  if (beside) return names.filter((name) => name !== clusterLock(cluster));
  const isBetween = campaign === undefined && names.includes(clusterLock(cluster));
  return isBetween ? [...names, stagesLock(cluster)] : names;
}
