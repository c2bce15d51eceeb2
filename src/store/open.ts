// Chooses the engine by how its place is written.
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * `postgres://…` or `postgresql://…`, or else the path of an SQLite file.
 * @throws ConfigError when it cannot be opened
 */
export async function openStore(place: string): Promise<Store> {
  if (!/^postgres(ql)?:/.test(place)) return openSqlite(place);
  // Its driver is ten megabytes, which whoever has a file need not carry.
  const { openPostgres } = await import("./postgres.ts");
  return openPostgres(place);
}
