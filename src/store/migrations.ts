// The schema's history: the files of the folder migrations/ in order, the same for both engines where SQL is the same.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Engine = "sqlite" | "postgres";

const folder = join(import.meta.dirname, "migrations");

/** What each further version of the schema needs. A file that only one engine understands ends in its name. */
export function migrationsFor(engine: Engine): readonly string[] {
  return readdirSync(folder)
    .filter((file) => !/\.(sqlite|postgres)\.sql$/.test(file) || file.endsWith(`.${engine}.sql`))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"));
}
