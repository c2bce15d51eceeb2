// The store in one SQLite file, through Node's own driver.
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ConfigError, UnreachableError } from "#src/base/errors.ts";
import { createStore } from "./create.ts";
import { migrationsFor } from "./migrations.ts";
import { NoSuchTable, NotUnique, type Query, type Row, type Sql, storable, type Value } from "./sql.ts";
import type { Store } from "./store.ts";

/** How long another process may keep the database to itself. */
const patienceMs = 5_000;

/**
 * Opens (and creates or migrates) the database; `:memory:` keeps nothing. `busyForMs` is how long another process is waited for.
 * @throws ConfigError when the file cannot be opened or comes from a newer Wheelhouse
 */
export function openSqlite(path: string, busyForMs = patienceMs): Store {
  return createStore(sqliteSql(open(path), busyForMs));
}

/** Makes the last folder of the path only: Node's recursive mkdir never ends below /proc, and a typo should not grow a tree. */
function open(path: string): DatabaseSync {
  try {
    if (path !== ":memory:" && !existsSync(dirname(path))) mkdirSync(dirname(path));
    const database = new DatabaseSync(path, { timeout: patienceMs });
    return prepared(database, path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`Wheelhouse cannot open its database ${path}: ${why}`, { cause });
  }
}

/** Closed again when it cannot be used: what was begun is rolled back. */
function prepared(database: DatabaseSync, path: string): DatabaseSync {
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    migrate(database, path);
    // From now on `patiently` waits, which lets the rest of the bot go on.
    database.exec("PRAGMA busy_timeout = 0");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const migrations = migrationsFor("sqlite");
  // Taken before the version is read, so that two processes that start at once do not both migrate.
  database.exec("BEGIN IMMEDIATE");
  const done = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (done > migrations.length) {
    throw new ConfigError(`The database ${path} was written by a newer Wheelhouse (schema ${done}).`);
  }
  for (const migration of migrations.slice(done)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
}

/** One connection: whoever comes while a transaction is open waits for its end. */
export function sqliteSql(database: DatabaseSync, busyForMs: number): Sql {
  const statements = new Map<string, StatementSync>();
  let last: Promise<unknown> = Promise.resolve();

  return {
    query: (text, values) => alone(() => patiently(busyForMs, () => query(text, values))),
    soon: (text, values) => alone(() => unhurried(() => patiently(busyForMs, () => query(text, values)))),
    transaction: (work) =>
      alone(async () => {
        // IMMEDIATE: another process that writes is waited for here, and not in the middle.
        await patiently(busyForMs, async () => database.exec("BEGIN IMMEDIATE"));
        try {
          const result = await work(query);
          database.exec("COMMIT");
          return result;
        } catch (error) {
          if (database.isTransaction) database.exec("ROLLBACK");
          throw error;
        }
      }),
    close: () => alone(async () => database.close()),
  };

  /** In the log of the database, as all is, in order; the next write that must be on the disk brings it along. */
  async function unhurried<T>(work: () => Promise<T>): Promise<T> {
    database.exec("PRAGMA synchronous = NORMAL");
    try {
      return await work();
    } finally {
      database.exec("PRAGMA synchronous = FULL");
    }
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work).catch(translated);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function query(text: string, values: readonly Value[] = []): ReturnType<Query> {
    try {
      // The columns hold texts and whole numbers only, as the migrations declare them.
      return statement(text).all(...values.map(storable)) as Row[];
    } catch (error) {
      if (isNotUnique(error)) throw new NotUnique(error);
      throw isMissing(error) ? new NoSuchTable(error) : error;
    }
  }

  function statement(text: string): StatementSync {
    const known = statements.get(text) ?? database.prepare(text);
    statements.set(text, known);
    return known;
  }
}

/** Tries again while another process writes. SQLITE_BUSY is 5, and the last byte of its variants. */
async function patiently<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + ms;
  while (true) {
    try {
      return await work();
    } catch (error) {
      if ((errcodeOf(error) & 0xff) !== 5 || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** SQLITE_BUSY, READONLY, IOERR, FULL and CANTOPEN: somebody must see to the disk, until then nothing is. */
function translated(cause: unknown): never {
  if (!(cause instanceof Error) || ![5, 8, 10, 13, 14].includes(errcodeOf(cause) & 0xff)) throw cause;
  throw new UnreachableError(`The database cannot be written: ${cause.message}.`, {
    hint: "Once whoever runs Wheelhouse has seen to its disk, try again.",
    cause,
  });
}

/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY (sqlite.org/rescode.html). */
function isNotUnique(error: unknown): boolean {
  return [2067, 1555].includes(errcodeOf(error));
}

/** SQLITE_ERROR, which has no code for what is wrong; our own text is only ever wrong about what is there. */
function isMissing(error: unknown): boolean {
  return errcodeOf(error) === 1;
}

function errcodeOf(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
}
