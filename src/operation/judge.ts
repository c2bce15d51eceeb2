// Who may decide what about an operation, when: one pure function, asked before and again inside the transaction.

import { type Actor, isPerson, nameOf } from "#src/base/actor.ts";
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import { authorize, type Role } from "#src/command/authorize.ts";
import { already, called, mention } from "./describe.ts";
import { ended, entryOf, started, type Turn } from "./lifecycle.ts";
import {
  approvalsOf,
  type Decision,
  holdsLock,
  type Operation,
  type Runner,
  type Vote,
} from "./operation.ts";

/** Who decides, as it is known at this click. */
export type Decider = {
  readonly id: Actor;
  readonly roles: ReadonlySet<Role>;
  readonly standing: "member" | "outsider";
};

export type Asked = {
  readonly decision: Decision;
  readonly person: Decider;
  /** Required of a denial. */
  readonly reason?: string | undefined;
  /** The target's name, where it must be typed. */
  readonly typed?: string | undefined;
};

/** A cluster's rules for approvals, as the configuration says now. */
export type Policy = {
  /** Approvals needed by risk, never counting the requester. */
  readonly change: number;
  readonly destructive: number;
  readonly expireAfterMs: number;
  /** The requester may approve by typing the target's name. */
  readonly solo: boolean;
};

type Circumstances = { readonly policy: Policy; readonly now: number; readonly runner: Runner };

/** How long a requester who approved alone may still cancel. */
export const soloPauseMs = 10_000;
/** An approval is for now: what stopped longer ago is asked for anew. */
export const resumeWithinMs = 24 * 3_600_000;

/**
 * What the decision makes of the operation.
 * @throws DeniedError when somebody else must decide, RefusedError when it is too late or pointless, UsageError when
 * the reason or the typed name is missing
 */
export function judge(operation: Operation, asked: Asked, circumstances: Circumstances): Turn {
  const { person } = asked;
  if (person.standing === "outsider") {
    throw new DeniedError("Operations are decided by full members of this workspace.");
  }
  if (byPersons.includes(asked.decision) && !isPerson(person.id)) {
    throw new DeniedError(
      `Only a person may ${asked.decision} ${called(operation)}, not ${nameOf(person.id)}.`,
    );
  }
  return judges[asked.decision](operation, asked, circumstances);
}

/** What starts something, or speaks for those who approve: neither a schedule nor an API token can answer for it. */
const byPersons: readonly Decision[] = ["approve", "deny", "resume"];

const judges: Record<Decision, typeof judge> = { approve, deny, cancel, stop, resume, abandon };

function approve(operation: Operation, asked: Asked, circumstances: Circumstances): Turn {
  mustBeProposed(operation);
  mustNotWaitInLine(operation);
  const { person } = asked;
  const needed = approvalsNeeded(operation, circumstances.policy);
  // What a schedule or a token asked for has nobody of its own to start it.
  const isFree = needed === 0 && !isPerson(operation.by);
  if (person.id === operation.by || isFree) return approveOwn(operation, asked, circumstances);
  if (needed === 0) {
    throw new DeniedError(`Only ${mention(operation.by)}, who asked for it, starts ${called(operation)}.`);
  }
  authorize("approver", person.roles, `Approving ${called(operation)}`);
  mustBeFirstVote(operation, person);
  if (operation.plan.risk === "destructive") mustBeTyped(operation, asked);
  const voted = withVote(operation, asked, "approver", circumstances.now);
  return isApproved(voted.next, circumstances.policy) ? start(voted, person, circumstances) : voted;
}

/** The click of the requester, or of whoever starts what no person asked for: enough where no approval is needed, or alone and by typing the name. */
function approveOwn(operation: Operation, asked: Asked, circumstances: Circumstances): Turn {
  const { person } = asked;
  const { policy, now } = circumstances;
  authorize("operator", person.roles, `Starting ${called(operation)}`);
  if (approvalsNeeded(operation, policy) === 0) {
    if (operation.plan.risk === "destructive") mustBeTyped(operation, asked);
    return start(withVote(operation, asked, "operator", now), person, circumstances);
  }
  if (!operation.solo || !policy.solo) {
    throw new DeniedError(`You asked for ${called(operation)}, so somebody else must approve it.`, {
      hint: `\`cancel ${operation.id}\` takes it back.`,
    });
  }
  authorize("approver", person.roles, `Approving ${called(operation)}`);
  mustBeFirstVote(operation, person);
  mustBeTyped(operation, asked);
  const voted = withVote(operation, asked, "approver", now);
  return { ...voted, next: { ...voted.next, startsAt: now + soloPauseMs } };
}

function deny(operation: Operation, { person, reason }: Asked, { now }: Circumstances): Turn {
  mustBeProposed(operation);
  if (person.id === operation.by) {
    throw new RefusedError(`You asked for ${called(operation)} yourself.`, {
      hint: `\`cancel ${operation.id}\` takes it back.`,
    });
  }
  authorize("approver", person.roles, `Denying ${called(operation)}`);
  const words = reason?.trim();
  if (!words) throw new UsageError(`Why not? ${mention(operation.by)} needs a reason to go on.`);
  const vote: Vote = { by: person.id, verdict: "deny", role: "approver", reason: words, at: now };
  const turn = ended(operation, "denied", { at: now, by: person.id, words, details: { role: "approver" } });
  return { ...turn, next: { ...turn.next, votes: [...operation.votes, vote] } };
}

function cancel(operation: Operation, { person, reason }: Asked, { now }: Circumstances): Turn {
  if (person.id !== operation.by) {
    throw new DeniedError(`Only ${mention(operation.by)}, who asked for it, cancels ${called(operation)}.`, {
      hint: `An approver may \`deny ${operation.id}\`.`,
    });
  }
  mustBeProposed(operation);
  return ended(operation, "cancelled", { at: now, by: person.id, words: reason?.trim() || "Taken back." });
}

function stop(operation: Operation, { person, reason }: Asked, { now }: Circumstances): Turn {
  if (person.id !== operation.by)
    mustHoldOne(["operator", "approver"], person, `Stopping ${called(operation)}`);
  if (operation.state === "proposed") {
    throw new RefusedError(`${called(operation)} has not started.`, {
      hint: `\`cancel ${operation.id}\` or \`deny ${operation.id}\` instead.`,
    });
  }
  if (operation.state !== "running") throw already(operation);
  if (operation.stopAskedBy) {
    throw new RefusedError(`${mention(operation.stopAskedBy)} has already stopped ${called(operation)}.`);
  }
  const next = { ...operation, stopAskedBy: person.id };
  return {
    next,
    entries: [entryOf(operation, "stop-asked", { at: now, by: person.id, details: { reason } })],
  };
}

/**
 * Runs what was approved, where it is not done yet. An operator may, as no more runs than approvers saw; what can lose
 * data takes an approver again, and the name typed, since things no longer are as they were approved.
 */
function resume(operation: Operation, asked: Asked, { policy, now, runner }: Circumstances): Turn {
  const { person, reason } = asked;
  mustBeStopped(operation);
  if (operation.plan.risk === "destructive") {
    const alone = approvalsNeeded(operation, policy) === 0 || (operation.solo && policy.solo);
    if (person.id === operation.by && !alone) {
      throw new DeniedError(`You asked for ${called(operation)}, so somebody else must resume it.`);
    }
    authorize(
      person.id === operation.by && approvalsNeeded(operation, policy) === 0 ? "operator" : "approver",
      person.roles,
      `Resuming ${called(operation)}`,
    );
    mustBeTyped(operation, asked);
  } else {
    authorize("operator", person.roles, `Resuming ${called(operation)}`);
  }
  // Either way: a clock that was set back makes no approval younger.
  if (Math.abs(now - (operation.startedAt ?? now)) > resumeWithinMs) {
    throw new RefusedError(`${called(operation)} was not approved within the last 24 hours.`, {
      hint: `\`abandon ${operation.id}\`, and ask for what is still needed.`,
    });
  }
  const next: Operation = {
    ...operation,
    state: "running",
    endedAt: undefined,
    ending: undefined,
    stopAskedBy: undefined,
    runner,
  };
  const { digest } = operation;
  return {
    next,
    entries: [entryOf(operation, "resumed", { at: now, by: person.id, details: { digest, reason } })],
  };
}

/** Only gives the lock back, so either role will do. */
function abandon(operation: Operation, { person, reason }: Asked, { now }: Circumstances): Turn {
  mustHoldOne(["operator", "approver"], person, `Abandoning ${called(operation)}`);
  mustBeStopped(operation);
  // How it stopped says what is half done, which is what nobody may forget now.
  const words = [reason?.trim(), operation.ending?.words].filter(Boolean).join("\n") || "Given up.";
  return ended(operation, "abandoned", { at: now, by: person.id, words });
}

function start(voted: Turn, person: Decider, { now: at, runner }: Circumstances): Turn {
  const { next, entries } = started(voted.next, { at, by: person.id, runner });
  return { next, entries: [...voted.entries, ...entries] };
}

function withVote(operation: Operation, { person, reason }: Asked, role: Role, at: number): Turn {
  const vote: Vote = { by: person.id, verdict: "approve", role, reason, at };
  const { digest } = operation;
  return {
    next: { ...operation, votes: [...operation.votes, vote] },
    entries: [entryOf(operation, "approved", { at, by: person.id, details: { role, digest, reason } })],
  };
}

/** It has its approvals, also by the number that is configured now. */
export function isApproved(operation: Operation, policy: Policy): boolean {
  const others = approvalsOf(operation).filter(({ by }) => by !== operation.by);
  return others.length >= approvalsNeeded(operation, policy);
}

/** The number shown at the proposal or the one configured since, whichever is stricter. */
export function approvalsNeeded({ approvalsNeeded: shown, plan }: Operation, policy: Policy): number {
  return Math.max(shown, policy[plan.risk]);
}

function mustBeProposed(operation: Operation): void {
  if (operation.state !== "proposed") throw already(operation);
}

function mustNotWaitInLine(operation: Operation): void {
  const { queued } = operation;
  if (!queued) return;
  throw new RefusedError(`${called(operation)} is approved, and starts once ${queued.behind} is over.`, {
    hint: `\`operation show ${queued.behind}\` tells how far that is.`,
  });
}

function mustBeStopped(operation: Operation): void {
  if (operation.state === "running")
    throw new RefusedError(`${called(operation)} is running.`, { hint: `\`stop ${operation.id}\` first.` });
  if (!holdsLock.includes(operation.state)) throw already(operation);
}

function mustBeFirstVote(operation: Operation, { id }: Decider): void {
  if (operation.votes.some(({ by }) => by === id)) {
    throw new RefusedError(`You have already approved ${called(operation)}.`, {
      hint: operation.startsAt === undefined ? "It waits for somebody else." : "It starts in a moment.",
    });
  }
}

function mustBeTyped({ plan }: Operation, { typed }: Asked): void {
  if (typed?.trim() === plan.target) return;
  throw new UsageError(
    typed?.trim()
      ? `"${typed.trim()}" is not the name of what would be changed.`
      : "This needs its target's name.",
    { hint: `Type ${plan.target} to confirm.` },
  );
}

function mustHoldOne(roles: readonly Role[], { roles: held }: Decider, what: string): void {
  if (!roles.some((role) => held.has(role))) authorize(roles[0] ?? "admin", held, what);
}
