// The rows of an operation: written together with what the audit says of it, changed only by compare and set.
import type { AuditRow } from "#src/operation/audit.ts";
import type { Operation, StepRecord, Vote } from "#src/operation/operation.ts";
import { holdsLock } from "#src/operation/operation.ts";
import { append } from "./audit.ts";
import { insertedFrom, insertion, operationFrom, update, updatedFrom } from "./operation-row.ts";
import { NotUnique, type Query, type Row, type Sql } from "./sql.ts";
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

async function insert(ask: Query, { next, entries }: Change): Promise<true> {
  await ask(insertion, insertedFrom(next));
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
  await ask(update, [...updatedFrom(next), id]);
  for (const [at, record] of next.steps.entries()) {
    if (record !== before.steps[at]) await writeStep(ask, id, at, record);
  }
  for (const [at, vote] of next.votes.entries()) {
    if (at >= before.votes.length) await writeVote(ask, id, at, vote);
  }
  if (successor) await insert(ask, { next: successor, entries: [] });
  // A vote or a step is news in the same state.
  if (entries.length > 0) await ask("UPDATE operations SET told = NULL WHERE id = ?", [id]);
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
  return operationFrom(row, steps, votes);
}
