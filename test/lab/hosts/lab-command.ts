// For tests: types verbs of the lab's command line and answers what it said.
import { join } from "node:path";
import { type Outcome, outcomeOf } from "../run.ts";

/** Runs `npm run lab -- …` without npm, for this test's lab or the one that is named. */
export function lab(...args: readonly string[]): Promise<Outcome> {
  return outcomeOf([process.execPath, labProgram, ...args]);
}

export const labProgram = join(import.meta.dirname, "../lab.ts");
