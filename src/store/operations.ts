// The rows of an operation: written together with what the audit says of it, changed only by compare and set.
import type { Role } from "#src/command/authorize.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import type { Operation, State, StepRecord, StepState, Vote } from "#src/operation/operation.ts";
import { holdsLock } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import { append } from "./audit.ts";
import { NotUnique, numberOrNone, type Query, type Row, type Sql, textOrNone, type Value } from "./sql.ts";
import type { Change, Changed, OperationTable, Wanted } from "./store.ts";

export function createOperationsTable({ query, transaction }: Sql): OperationTable {
  return {
    propose: (change) => unlessTaken(transaction((ask) => insert(ask, change))),
    operation: (id) => read(query, id),
    operations: (wanted) => list(query, wanted),
    told: async (id, state) => {
      await query("UPDATE operations SET told = ? WHERE id = ? AND (told IS NULL OR told <> ?)", [
        state,
        id,
        state,
      ]);
    },
    change: async (id, decide) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transaction((ask) => change(ask, id, decide));
        } catch (error) {
          if (!(error instanceof NotUnique)) throw error;
          const holder = await holderInTheWayOf(query, id);
          if (holder) return { outcome: "held", holder };
          // The lock was given back in the meantime, or it is no matter of the lock at all.
          if (attempt === 3) throw error;
        }
      }
    },
  };
}

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
const insertion = `INSERT INTO operations (${Object.keys(all).join(", ")}) VALUES (${Object.keys(all)
  .map(() => "?")
  .join(", ")})`;
const update = `UPDATE operations SET ${Object.keys(changing)
  .map((column) => `${column} = ?`)
  .join(", ")} WHERE id = ?`;

async function insert(ask: Query, { next, entries }: Change): Promise<true> {
  await ask(
    insertion,
    Object.values(all).map((value) => value(next)),
  );
  for (const [at, record] of next.steps.entries()) await writeStep(ask, next.id, at, record);
  for (const entry of entries) await append(ask, entry);
  return true;
}

async function unlessTaken(inserted: Promise<true>): Promise<boolean> {
  try {
    return await inserted;
  } catch (error) {
    if (error instanceof NotUnique) return false;
    throw error;
  }
}

async function change(
  ask: Query,
  id: string,
  decide: (operation: Operation) => Change | undefined,
): Promise<Changed> {
  // Changing the row locks it until the end of the transaction.
  await ask("UPDATE operations SET state = state WHERE id = ?", [id]);
  const before = await read(ask, id);
  if (!before) throw new Error(`there is no operation ${id}`);
  const decided = decide(before);
  if (!decided) return { outcome: "unchanged", operation: before };
  const { next, entries, successor } = decided;
  await ask(update, [...Object.values(changing).map((value) => value(next)), id]);
  for (const [at, record] of next.steps.entries()) {
    if (record !== before.steps[at]) await writeStep(ask, id, at, record);
  }
  for (const [at, vote] of next.votes.entries()) {
    if (at >= before.votes.length) await writeVote(ask, id, at, vote);
  }
  if (successor) await insert(ask, { next: successor, entries: [] });
  const rows: AuditRow[] = [];
  for (const entry of entries) rows.push(await append(ask, entry));
  return { outcome: "done", operation: next, rows };
}

async function writeStep(ask: Query, id: string, at: number, record: StepRecord): Promise<void> {
  const { state, evidence = null, startedAt = null, endedAt = null } = record;
  await ask(
    "INSERT INTO steps (operation, position, state, evidence, started_at, ended_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (operation, position) DO UPDATE SET state = excluded.state, evidence = excluded.evidence, started_at = excluded.started_at, ended_at = excluded.ended_at",
    [id, at, state, evidence, startedAt, endedAt],
  );
}

async function writeVote(ask: Query, id: string, at: number, vote: Vote): Promise<void> {
  const { by, verdict, role, reason = null } = vote;
  await ask(
    "INSERT INTO approvals (operation, position, person, verdict, role, reason, voted_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [id, at, by, verdict, role, reason, vote.at],
  );
}

/** Who has the lock that `id` did not get. */
async function holderInTheWayOf(query: Query, id: string): Promise<Operation | undefined> {
  const wanting = await read(query, id);
  const [holder] = await list(query, { cluster: wanting?.cluster, states: holdsLock, limit: 1 });
  return holder?.id === id ? undefined : holder;
}

async function read(ask: Query, id: string): Promise<Operation | undefined> {
  const [row] = await ask("SELECT * FROM operations WHERE id = ?", [id]);
  return row && operationOf(ask, row);
}

async function list(
  ask: Query,
  { cluster, states, untold, limit = 100 }: Wanted,
): Promise<readonly Operation[]> {
  const conditions = [
    ...(cluster === undefined ? [] : ["cluster = ?"]),
    ...(untold ? ["(told IS NULL OR told <> state)"] : []),
    ...(states === undefined ? [] : [`state IN (${states.map(() => "?").join(", ")})`]),
  ];
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const values = [...(cluster === undefined ? [] : [cluster]), ...(states ?? []), limit];
  const rows = await ask(
    `SELECT * FROM operations${where} ORDER BY proposed_at DESC, id DESC LIMIT ?`,
    values,
  );
  return Promise.all(rows.map((row) => operationOf(ask, row)));
}

async function operationOf(ask: Query, row: Row): Promise<Operation> {
  const id = String(row.id);
  const steps = await ask("SELECT * FROM steps WHERE operation = ? ORDER BY position", [id]);
  const votes = await ask("SELECT * FROM approvals WHERE operation = ? ORDER BY position", [id]);
  const runner = textOrNone(row.runner);
  const ending = textOrNone(row.ending);
  return {
    id,
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
