// The schema's history is counted, so a file that slips in between would run in another order than it was written for.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Engine, migrationsFor } from "#src/store/migrations.ts";

const files = readdirSync(join(import.meta.dirname, "../../src/store/migrations")).sort();

test.each<Engine>(["sqlite", "postgres"])("%s gets each number once, without a gap", (engine) => {
  const other = engine === "sqlite" ? "postgres" : "sqlite";
  const numbers = files
    .filter((file) => !file.endsWith(`.${other}.sql`))
    .map((file) => Number(file.slice(0, 3)));
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  expect(migrationsFor(engine)).toHaveLength(numbers.length);
});
