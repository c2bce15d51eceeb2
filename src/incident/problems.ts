// Everything that is wrong with a cluster at one moment, by all the rules in the folder rules/, worst first.
import { join } from "node:path";
import { loadFolder } from "#src/base/load-folder.ts";
import type { Problem, Rule, Severity, Sight } from "./rule.ts";

export const rules: readonly Rule[] = (await loadFolder<Rule>(join(import.meta.dirname, "rules"))).map(
  ({ value }) => value,
);

const order: readonly Severity[] = ["critical", "warning", "info"];

/** By severity; a node before what runs on it, which often suffers for the same reason. */
export function problemsOf(sight: Sight): readonly Problem[] {
  const found = rules.flatMap((rule) => rule.problems(sight));
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity, subject }: Problem): number {
  return 2 * order.indexOf(severity) + (subject.kind === "Node" ? 0 : 1);
}
