// A table of records that are changed only by compare and set, each change together with what the audit says of it.
import type { AuditRow } from "#src/operation/audit.ts";
import { append } from "./audit.ts";
import { free, Held, moveLocks } from "./locks.ts";
import { NotUnique, type Query, type Row, type Sql, type Value } from "./sql.ts";
import type { Changed, Entity, Table, Turn, Wanted } from "./store.ts";

type Columns<T> = Readonly<Record<string, (record: T) => Value>>;

/** How records of a kind are kept. Their table has the columns `id`, `cluster`, `state` and `told` besides. */
export type Kept<T> = {
  readonly table: string;
  /** The column by which they are ordered, newest first. */
  readonly bornAt: string;
  /** Written once, when the record is new. */
  readonly fixed: Columns<T>;
  readonly changing: Columns<T>;
  readonly read: (ask: Query, row: Row) => Promise<T>;
  /** Writes what is in tables of its own, as far as it differs from `before`. */
  readonly writeParts?: (ask: Query, next: T, before: T | undefined) => Promise<void>;
  /** The names that the record holds for itself alone. */
  readonly locks: (record: T) => readonly string[];
};

export function createTable<T extends Entity>({ query, soon, transaction }: Sql, kept: Kept<T>): Table<T> {
  const { table } = kept;
  return {
    add: (turn) => unlessTaken(transaction((ask) => add(ask, kept, turn))),
    find: (id) => find(query, kept, id),
    list: (wanted) => list(query, kept, wanted),
    told: async (id, state) => {
      const tell = `UPDATE ${table} SET told = ? WHERE id = ? AND (told IS NULL OR told <> ?)`;
      await soon(tell, [state, id, state]);
    },
    change: async (id, decide) => {
      while (true) {
        try {
          return await transaction((ask) => change(ask, kept, id, decide));
        } catch (error) {
          if (!(error instanceof Held)) throw error;
          const { lock, holder } = error;
          if (!(await transaction((ask) => freeIdle(ask, kept, error))))
            return { outcome: "held", lock, holder };
        }
      }
    },
  };
}

async function add<T extends Entity>(ask: Query, kept: Kept<T>, { next, entries }: Turn<T>): Promise<true> {
  const columns = Object.entries({ ...kept.fixed, ...kept.changing });
  const names = columns.map(([name]) => name).join(", ");
  const insertion = `INSERT INTO ${kept.table} (${names}) VALUES (${columns.map(() => "?").join(", ")})`;
  await ask(
    insertion,
    columns.map(([, value]) => value(next)),
  );
  await kept.writeParts?.(ask, next, undefined);
  await moveLocks(ask, next.id, [], kept.locks(next));
  for (const entry of entries) await append(ask, entry);
  return true;
}

async function unlessTaken(added: Promise<true>): Promise<boolean> {
  try {
    return await added;
  } catch (error) {
    if (error instanceof NotUnique || error instanceof Held) return false;
    throw error;
  }
}

async function change<T extends Entity>(
  ask: Query,
  kept: Kept<T>,
  id: string,
  decide: (record: T) => Turn<T> | undefined,
): Promise<Changed<T>> {
  const before = await lockRow(ask, kept, id);
  if (!before) throw new Error(`there is no ${id} among the ${kept.table}`);
  const turn = decide(before);
  if (!turn) return { outcome: "unchanged", record: before };
  const { next, entries, successor } = turn;
  const columns = Object.entries(kept.changing);
  const update = `UPDATE ${kept.table} SET ${columns.map(([name]) => `${name} = ?`).join(", ")} WHERE id = ?`;
  await ask(update, [...columns.map(([, value]) => value(next)), id]);
  await kept.writeParts?.(ask, next, before);
  await moveLocks(ask, id, kept.locks(before), kept.locks(next));
  if (successor) await add(ask, kept, { next: successor, entries: [] });
  // A vote or a step is news in the same state.
  if (entries.length > 0) await ask(`UPDATE ${kept.table} SET told = NULL WHERE id = ?`, [id]);
  const rows: AuditRow[] = [];
  for (const entry of entries) rows.push(await append(ask, entry));
  return { outcome: "done", record: next, rows };
}

/** A version that knew no names may have ended the holder without giving the name back, while both ran side by side. */
async function freeIdle<T extends Entity>(
  ask: Query,
  kept: Kept<T>,
  { lock, holder }: Held,
): Promise<boolean> {
  const record = await lockRow(ask, kept, holder);
  if (!record || kept.locks(record).includes(lock)) return false;
  await free(ask, lock, holder);
  return true;
}

/** As it is, and as it stays until the end of the transaction: changing a row locks it. */
async function lockRow<T extends Entity>(ask: Query, kept: Kept<T>, id: string): Promise<T | undefined> {
  await ask(`UPDATE ${kept.table} SET state = state WHERE id = ?`, [id]);
  return find(ask, kept, id);
}

async function find<T>(ask: Query, { table, read }: Kept<T>, id: string): Promise<T | undefined> {
  const [row] = await ask(`SELECT * FROM ${table} WHERE id = ?`, [id]);
  return row && read(ask, row);
}

async function list<T>(
  ask: Query,
  { table, bornAt, read }: Kept<T>,
  { cluster, states, untold, notOverBefore, limit = 100 }: Wanted,
): Promise<readonly T[]> {
  const conditions = [
    ...(cluster === undefined ? [] : ["cluster = ?"]),
    ...(notOverBefore === undefined ? [] : ["(ended_at IS NULL OR ended_at >= ?)"]),
    ...(untold ? ["(told IS NULL OR told <> state)"] : []),
    ...(states === undefined ? [] : [`state IN (${states.map(() => "?").join(", ")})`]),
  ];
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const values = [
    ...(cluster === undefined ? [] : [cluster]),
    ...(notOverBefore === undefined ? [] : [notOverBefore]),
    ...(states ?? []),
    limit,
  ];
  const rows = await ask(`SELECT * FROM ${table}${where} ORDER BY ${bornAt} DESC, id DESC LIMIT ?`, values);
  return Promise.all(rows.map((row) => read(ask, row)));
}
