import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { ConfigError, UnreachableError } from "#src/base/errors.ts";
import { openSqlite, sqliteSql } from "#src/store/sqlite.ts";
import { seenForMs } from "#src/store/store.ts";
import { owedIn } from "./owed.ts";

const folder = mkdtempSync(join(tmpdir(), "wheelhouse-store-"));
const noon = Date.UTC(2026, 10, 22, 12);
const runner = { id: "r", until: noon + 15_000 };

test("what is owed survives closing the file", async () => {
  const path = join(folder, "deep/owed.db");
  const before = openSqlite(path);
  await before.owe("a", "1", runner);
  await before.owe("b", "2", runner);
  await before.close();
  const after = openSqlite(path);
  expect(await owedIn(after)).toEqual(["1", "2"]);
  await after.close();
});

test("a delivery is new once, also for a bot that was restarted", async () => {
  const path = join(folder, "seen.db");
  const before = openSqlite(path);
  expect(await before.firstSight("event Ev1", noon)).toBe(true);
  expect(await before.firstSight("event Ev1", noon + 1)).toBe(false);
  await before.close();
  const after = openSqlite(path);
  expect(await after.firstSight("event Ev1", noon + 300_000)).toBe(false);
  expect(await after.firstSight("event Ev2", noon + 300_000)).toBe(true);
  await after.close();
});

test("deliveries are forgotten after two hours, so the file does not grow", async () => {
  const store = openSqlite(":memory:");
  await store.firstSight("event Ev1", noon);
  await store.firstSight("event Ev2", noon + seenForMs + 1);
  expect(await store.firstSight("event Ev1", noon + seenForMs + 2)).toBe(true);
});

test("every commit is on the disk before it is reported", () => {
  const path = join(folder, "sync.db");
  openSqlite(path);
  const database = new DatabaseSync(path);
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});

test("a database that another process keeps to itself is waited for, and then told to be out of reach", async () => {
  const path = join(folder, "locked.db");
  const store = openSqlite(path, 50);
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  await expect(store.owe("a", "1", runner)).rejects.toThrow(UnreachableError);
  await expect(store.settle({ id: 1, revision: 0, parcel: "1" })).rejects.toThrow(
    "The database cannot be written: database is locked.",
  );
  other.exec("ROLLBACK");
  other.close();
  expect(await store.owe("a", "1", runner)).toBe(true);
  await store.close();
});

test("a folder that cannot be made stops the start with its path", () => {
  expect(() => openSqlite("/proc/nope/x.db")).toThrow("cannot open its database /proc/nope/x.db");
  expect(() => openSqlite(join(folder, "no/such/tree/x.db"))).toThrow(ConfigError);
});

test("a file that is no database stops the start with its name", () => {
  const path = join(folder, "garbage.db");
  writeFileSync(path, "this is not a database, but it is long enough to be read as one".repeat(20));
  expect(() => openSqlite(path)).toThrow(ConfigError);
  expect(() => openSqlite(path)).toThrow(path);
});

test("a database of a newer version is left alone", () => {
  const path = join(folder, "newer.db");
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(() => openSqlite(path)).toThrow("newer Wheelhouse");
});

test("a database that cannot be migrated stops the start with its name, and is left as it was", () => {
  const path = join(folder, "foreign.db");
  const foreign = new DatabaseSync(path);
  foreign.exec("CREATE TABLE deliveries (id TEXT)");
  foreign.close();
  expect(() => openSqlite(path)).toThrow(ConfigError);
  expect(() => openSqlite(path)).toThrow(path);
  const after = new DatabaseSync(path);
  expect(after.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "deliveries" }]);
});

test("only what is asked to be written soon does not wait for the disk, whatever becomes of it", async () => {
  const database = new DatabaseSync(join(folder, "soon.db"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  const { query, soon, transaction } = sqliteSql(database, 50);
  const [normal, full] = [[{ synchronous: 1 }], [{ synchronous: 2 }]];
  const asked = "PRAGMA synchronous";
  // Asked for at once, each has its own.
  expect(
    await Promise.all([query(asked), soon(asked), transaction((ask) => ask(asked)), soon(asked)]),
  ).toEqual([full, normal, full, normal]);
  await expect(soon("SELECT * FROM absent")).rejects.toThrow("a table is gone");
  expect(await query(asked)).toEqual(full);
  database.close();
});
