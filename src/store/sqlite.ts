// The store in one SQLite file, through Node's own driver.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "#src/errors.ts";
import { type Store, seenForMs } from "./store.ts";

const migrations = join(import.meta.dirname, "migrations");

/**
 * Opens (and creates or migrates) the database; `:memory:` keeps nothing.
 * @throws ConfigError when the file cannot be opened or comes from a newer Wheelhouse
 */
export function openSqlite(path: string): Store {
  const database = open(path);
  const owe = database.prepare("INSERT OR REPLACE INTO notifications (key, parcel) VALUES (?, ?)");
  const settle = database.prepare("DELETE FROM notifications WHERE id = ?");
  const owed = database.prepare("SELECT id, parcel FROM notifications ORDER BY id");
  const see = database.prepare(
    "INSERT INTO deliveries (id, seen_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const forget = database.prepare("DELETE FROM deliveries WHERE seen_at < ?");

  return {
    owe: async (key, parcel) => Number(owe.run(key, parcel).lastInsertRowid),
    settle: async (id) => {
      settle.run(id);
    },
    owed: async () => owed.all().map((row) => ({ id: Number(row.id), parcel: String(row.parcel) })),
    firstSight: async (delivery, at) => {
      forget.run(at - seenForMs);
      return see.run(delivery, at).changes === 1;
    },
    close: async () => database.close(),
  };
}

/** Makes the last folder of the path only: Node's recursive mkdir never ends below /proc, and a typo should not grow a tree. */
function open(path: string): DatabaseSync {
  try {
    if (path !== ":memory:" && !existsSync(dirname(path))) mkdirSync(dirname(path));
    const database = new DatabaseSync(path, { timeout: 5_000 });
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
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const files = readdirSync(migrations).sort();
  // Taken before the version is read, so that two processes that start at once do not both migrate.
  database.exec("BEGIN IMMEDIATE");
  const done = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (done > files.length) {
    throw new ConfigError(`The database ${path} was written by a newer Wheelhouse (schema ${done}).`);
  }
  for (const file of files.slice(done)) database.exec(readFileSync(join(migrations, file), "utf8"));
  database.exec(`PRAGMA user_version = ${files.length}; COMMIT`);
}
