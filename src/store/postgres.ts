// The store in PostgreSQL, for more than one replica.
import pg from "pg";
import { ConfigError, UnreachableError } from "#src/base/errors.ts";
import { createStore } from "./create.ts";
import { migrationsFor } from "./migrations.ts";
import { NoSuchTable, NotUnique, type Query, type Row, type Sql, storable, type Value } from "./sql.ts";
import type { Store } from "./store.ts";

/** Any number that no other program on this server is likely to choose. */
const migrationLock = 7_706_521;
const connectWithinMs = 10_000;
/** A server that says nothing for so long is gone, though nobody has closed the connection. Locks are waited for half as long. */
const answerWithinMs = 30_000;

/**
 * A commit that is reported is on the server's disk, whatever its default; and a process that freezes in the middle of a
 * transaction holds up the others for a moment only.
 */
const begin =
  "BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '15s'";

/**
 * Connects and migrates; `withinMs` is how long an answer is waited for. `url` as libpq writes it: `postgres://user:password@host:5432/database?sslmode=verify-full`.
 * @throws ConfigError when it cannot be reached or used, or comes from a newer Wheelhouse; the password is not in it
 */
export async function openPostgres(url: string, withinMs = answerWithinMs): Promise<Store> {
  let pool: pg.Pool | undefined;
  try {
    pool = connect(url, withinMs);
    await inTransaction(pool, migrate);
    return createStore(postgresSql(pool));
  } catch (cause) {
    await pool?.end();
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`Wheelhouse cannot use its PostgreSQL database: ${whyOf(cause)}`, { cause });
  }
}

function connect(url: string, withinMs: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: withinMs,
    // BIGINT comes as text otherwise; ours are epoch milliseconds and row numbers.
    types: {
      getTypeParser: (id, format) =>
        id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format),
    },
  });
  // A connection that breaks while nobody uses it is replaced by the pool; unheard, its error would end the process.
  pool.on("error", () => undefined);
  return pool;
}

function postgresSql(pool: pg.Pool): Sql {
  return {
    query: (text, values) => translated(queryOn(pool)(text, values)),
    // Its own setting (synchronous_commit) counts for what is outside of our transactions.
    soon: (text, values) => translated(queryOn(pool)(text, values)),
    transaction: (work) => translated(inTransaction(pool, (client) => work(queryOn(client)))),
    close: () => pool.end(),
  };
}

function queryOn(target: pg.Pool | pg.PoolClient): Query {
  return async (text: string, values: readonly Value[] = []) => {
    // The columns hold texts and whole numbers only, as the migrations declare them.
    const { rows } = await target.query<Row>(numbered(text), values.map(storable)).catch(unlessMissing);
    return rows;
  };
}

/** `?` as PostgreSQL counts them: `$1`, `$2`. */
function numbered(text: string): string {
  let count = 0;
  return text.replace(/\?/g, () => `$${++count}`);
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Heard here while it is out of the pool; the statement that waits for it fails anyway.
  const ignore = () => undefined;
  client.on("error", ignore);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("COMMIT");
    client.off("error", ignore);
    client.release();
    return result;
  } catch (error) {
    const isBroken =
      isSilent(error) ||
      (await client.query("ROLLBACK").then(
        () => false,
        () => true,
      ));
    client.off("error", ignore);
    client.release(isBroken);
    throw error;
  }
}

async function migrate(client: pg.PoolClient): Promise<void> {
  // Taken before the version is read, so that two replicas that start at once do not both migrate.
  await client.query(`SELECT pg_advisory_xact_lock(${migrationLock})`);
  await client.query(
    "CREATE TABLE IF NOT EXISTS schema_version (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)",
  );
  const { rows } = await client.query<{ version: number }>("SELECT version FROM schema_version WHERE id = 1");
  const done = rows[0]?.version ?? 0;
  const migrations = migrationsFor("postgres");
  if (done > migrations.length) {
    throw new ConfigError(
      `The database ${client.database} was written by a newer Wheelhouse (schema ${done}).`,
    );
  }
  for (const migration of migrations.slice(done)) await client.query(inDialect(migration));
  await client.query(
    "INSERT INTO schema_version (id, version) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
    [migrations.length],
  );
}

/** The one thing that the migrations write in SQLite's way. */
function inDialect(migration: string): string {
  return migration.replaceAll(
    "INTEGER PRIMARY KEY AUTOINCREMENT",
    "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  );
}

async function translated<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (sqlState(error) === "23505") throw new NotUnique(error);
    if (isUnreachable(error)) throw new UnreachableError("The database does not answer.", { cause: error });
    throw error;
  }
}

/** At once, as what asks within a transaction may say in words what is gone. */
function unlessMissing(error: unknown): never {
  throw sqlState(error) === "42P01" ? new NoSuchTable(error) : error;
}

/** PostgreSQL's error codes, appendix A of its manual; `undefined` for what is no answer of the server. */
function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Connection exceptions, insufficient resources, locks not had in time, shutdowns; and no answer at all. */
function isUnreachable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return /^(08|53|55P03|57P0|25P03|25006)/.test(state);
  if (!(error instanceof Error)) return false;
  const isNode = "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code);
  return (
    isNode ||
    isSilent(error) ||
    /^(Connection terminated|timeout exceeded|Client has encountered)/.test(error.message)
  );
}

/** The driver's own words: it has no code for it. */
function isSilent(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** An AggregateError, of a name with several addresses, has no message of its own. */
function whyOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(whyOf).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
