// Chooses the engine by how its place is written.
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * `postgres://…` or `postgresql://…`, or else the path of an SQLite file.
 * @throws ConfigError when it cannot be opened
 */
export async function openStore(place: string): Promise<Store> {
  return /^postgres(ql)?:/.test(place) ? openPostgres(place) : openSqlite(place);
}
