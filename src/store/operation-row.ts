// An operation as columns, and back.
import type { Role } from "#src/command/authorize.ts";
import type { Operation, State, StepRecord, StepState, Vote } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import { numberOrNone, type Row, textOrNone, type Value } from "./sql.ts";

/** What may change after the proposal, as columns. */
const changing: Readonly<Record<string, (operation: Operation) => Value>> = {
  state: ({ state }) => state,
  reminded_at: ({ remindedAt }) => remindedAt ?? null,
  starts_at: ({ startsAt }) => startsAt ?? null,
  started_at: ({ startedAt }) => startedAt ?? null,
  ended_at: ({ endedAt }) => endedAt ?? null,
  runner: ({ runner }) => runner?.id ?? null,
  runner_until: ({ runner }) => runner?.until ?? null,
  ended_by: ({ ending }) => ending?.by ?? null,
  ending: ({ ending }) => ending?.words ?? null,
  replaced_by: ({ replacedBy }) => replacedBy ?? null,
  stop_asked_by: ({ stopAskedBy }) => stopAskedBy ?? null,
};

const fixed: Readonly<Record<string, (operation: Operation) => Value>> = {
  id: ({ id }) => id,
  cluster: ({ cluster }) => cluster,
  line: ({ line }) => line,
  asked_by: ({ by }) => by,
  channel: ({ where }) => where.channel,
  thread: ({ where }) => where.thread ?? null,
  reason: ({ reason }) => reason ?? null,
  plan: ({ plan }) => JSON.stringify(plan),
  digest: ({ digest }) => digest,
  approvals_needed: ({ approvalsNeeded }) => approvalsNeeded,
  solo: ({ solo }) => Number(solo),
  proposed_at: ({ proposedAt }) => proposedAt,
  expires_at: ({ expiresAt }) => expiresAt,
};

const all = { ...fixed, ...changing };
/** Takes `insertedFrom` as its values. */
export const insertion = `INSERT INTO operations (${Object.keys(all).join(", ")}) VALUES (${Object.keys(all)
  .map(() => "?")
  .join(", ")})`;
/** Takes `updatedFrom` and the id as its values. */
export const update = `UPDATE operations SET ${Object.keys(changing)
  .map((column) => `${column} = ?`)
  .join(", ")} WHERE id = ?`;

export function insertedFrom(operation: Operation): readonly Value[] {
  return Object.values(all).map((value) => value(operation));
}

export function updatedFrom(operation: Operation): readonly Value[] {
  return Object.values(changing).map((value) => value(operation));
}

/** Its steps and votes in their order. */
export function operationFrom(row: Row, steps: readonly Row[], votes: readonly Row[]): Operation {
  const runner = textOrNone(row.runner);
  const ending = textOrNone(row.ending);
  return {
    id: String(row.id),
    cluster: String(row.cluster),
    line: String(row.line),
    by: String(row.asked_by),
    where: { channel: String(row.channel), thread: textOrNone(row.thread) },
    reason: textOrNone(row.reason),
    // Written by us from the same types.
    plan: JSON.parse(String(row.plan)) as Plan,
    digest: String(row.digest),
    approvalsNeeded: Number(row.approvals_needed),
    solo: row.solo === 1,
    state: String(row.state) as State,
    votes: votes.map(voteOf),
    steps: steps.map(stepOf),
    proposedAt: Number(row.proposed_at),
    expiresAt: Number(row.expires_at),
    remindedAt: numberOrNone(row.reminded_at),
    startsAt: numberOrNone(row.starts_at),
    startedAt: numberOrNone(row.started_at),
    endedAt: numberOrNone(row.ended_at),
    runner: runner === undefined ? undefined : { id: runner, until: Number(row.runner_until) },
    ending: ending === undefined ? undefined : { by: textOrNone(row.ended_by), words: ending },
    replacedBy: textOrNone(row.replaced_by),
    stopAskedBy: textOrNone(row.stop_asked_by),
  };
}

function stepOf(row: Row): StepRecord {
  return {
    state: String(row.state) as StepState,
    evidence: textOrNone(row.evidence),
    startedAt: numberOrNone(row.started_at),
    endedAt: numberOrNone(row.ended_at),
  };
}

function voteOf(row: Row): Vote {
  return {
    by: String(row.person),
    verdict: row.verdict === "deny" ? "deny" : "approve",
    role: String(row.role) as Role,
    reason: textOrNone(row.reason),
    at: Number(row.voted_at),
  };
}
