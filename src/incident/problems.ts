// Everything that is wrong with a cluster at one moment, by all the rules in the folder rules/, worst first.
import { join } from "node:path";
import { loadFolder } from "#src/base/load-folder.ts";
import type { Problem, Rule, Severity } from "./rule.ts";
import type { Sight } from "./sight.ts";

export const rules: readonly Rule[] = (await loadFolder<Rule>(join(import.meta.dirname, "rules"))).map(
  ({ value }) => value,
);

const order: readonly Severity[] = ["critical", "warning", "info"];

/** Alerts of the rules that cannot be asked now: what they would say is unknown, not absent. */
export function blindIn(sight: Sight): ReadonlySet<string> {
  return new Set(rules.filter((rule) => rule.problems(sight) === "unknown").map(({ alert }) => alert));
}

/** By severity; a node before what runs on it, which often suffers for the same reason. */
export function problemsOf(sight: Sight): readonly Problem[] {
  const found = rules.flatMap((rule) => {
    const answer = rule.problems(sight);
    return answer === "unknown" ? [] : answer;
  });
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity, subject }: Problem): number {
  return 2 * order.indexOf(severity) + (subject.kind === "Node" ? 0 : 1);
}
