// Operations as rows: a table of their own, their steps and their votes beside it.
import { type Actor, actorFrom } from "#src/base/actor.ts";
import type { Role } from "#src/command/authorize.ts";
import {
  locksOf,
  type Operation,
  type Queued,
  type State,
  type StepRecord,
  type StepState,
  type Vote,
} from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import { numberOrNone, type Query, type Row, textOrNone, type Value } from "./sql.ts";
import type { Kept } from "./table.ts";

export const operations: Kept<Operation> = {
  table: "operations",
  bornAt: "proposed_at",
  fixed: {
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
    campaign: ({ campaign }) => campaign ?? null,
    beside: ({ beside }) => (beside ? 1 : null),
  },
  changing: {
    state: ({ state }) => state,
    reminded_at: ({ remindedAt }) => remindedAt ?? null,
    starts_at: ({ startsAt }) => startsAt ?? null,
    queued_at: ({ queued }) => queued?.at ?? null,
    queued_by: ({ queued }) => queued?.by ?? null,
    queued_behind: ({ queued }) => queued?.behind ?? null,
    started_at: ({ startedAt }) => startedAt ?? null,
    ended_at: ({ endedAt }) => endedAt ?? null,
    runner: ({ runner }) => runner?.id ?? null,
    runner_until: ({ runner }) => runner?.until ?? null,
    ended_by: ({ ending }) => ending?.by ?? null,
    ending: ({ ending }) => ending?.words ?? null,
    replaced_by: ({ replacedBy }) => replacedBy ?? null,
    stop_asked_by: ({ stopAskedBy }) => stopAskedBy ?? null,
  },
  locks: locksOf,
  read: async (ask, row) => {
    const ofIt = [String(row.id)];
    const steps = await ask("SELECT * FROM steps WHERE operation = ? ORDER BY position", ofIt);
    const votes = await ask("SELECT * FROM approvals WHERE operation = ? ORDER BY position", ofIt);
    return operationFrom(row, steps, votes);
  },
  writeParts: async (ask, { id, steps, votes }, before) => {
    for (const [at, record] of steps.entries())
      if (record !== before?.steps[at]) await writeStep(ask, id, at, record);
    for (const [at, vote] of votes.entries())
      if (at >= (before?.votes.length ?? 0)) await writeVote(ask, id, at, vote);
  },
};

async function writeStep(ask: Query, id: string, at: number, record: StepRecord): Promise<void> {
  const { state, evidence = null, caveat = null, startedAt = null, endedAt = null } = record;
  await ask(
    "INSERT INTO steps (operation, position, state, evidence, caveat, started_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (operation, position) DO UPDATE SET state = excluded.state, evidence = excluded.evidence, caveat = excluded.caveat, started_at = excluded.started_at, ended_at = excluded.ended_at",
    [id, at, state, evidence, caveat, startedAt, endedAt],
  );
}

async function writeVote(ask: Query, id: string, at: number, vote: Vote): Promise<void> {
  const { by, verdict, role, reason = null } = vote;
  await ask(
    "INSERT INTO approvals (operation, position, person, verdict, role, reason, voted_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [id, at, by, verdict, role, reason, vote.at],
  );
}

/** Its steps and votes in their order. */
export function operationFrom(row: Row, steps: readonly Row[], votes: readonly Row[]): Operation {
  const runner = textOrNone(row.runner);
  const ending = textOrNone(row.ending);
  return {
    id: String(row.id),
    cluster: String(row.cluster),
    line: String(row.line),
    by: actorFrom(String(row.asked_by)),
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
    queued: queuedOf(row),
    startedAt: numberOrNone(row.started_at),
    endedAt: numberOrNone(row.ended_at),
    runner: runner === undefined ? undefined : { id: runner, until: Number(row.runner_until) },
    ending: ending === undefined ? undefined : { by: actorOrNone(row.ended_by), words: ending },
    replacedBy: textOrNone(row.replaced_by),
    campaign: textOrNone(row.campaign),
    ...(row.beside === 1 && { beside: true as const }),
    stopAskedBy: actorOrNone(row.stop_asked_by),
  };
}

function queuedOf(row: Row): Queued | undefined {
  const by = actorOrNone(row.queued_by);
  if (by === undefined) return undefined;
  return { by, at: Number(row.queued_at), behind: String(row.queued_behind) };
}

function actorOrNone(value: Value | undefined): Actor | undefined {
  const text = textOrNone(value);
  return text === undefined ? undefined : actorFrom(text);
}

function stepOf(row: Row): StepRecord {
  return {
    state: String(row.state) as StepState,
    evidence: textOrNone(row.evidence),
    caveat: textOrNone(row.caveat),
    startedAt: numberOrNone(row.started_at),
    endedAt: numberOrNone(row.ended_at),
  };
}

function voteOf(row: Row): Vote {
  return {
    by: actorFrom(String(row.person)),
    verdict: row.verdict === "deny" ? "deny" : "approve",
    role: String(row.role) as Role,
    reason: textOrNone(row.reason),
    at: Number(row.voted_at),
  };
}
