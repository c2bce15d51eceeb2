// Everything that is wrong with a cluster at one moment, by all the rules in the folder rules/, worst first.
import { join } from "node:path";
import { loadFolder } from "#src/base/load-folder.ts";
import type { Problem, Rule, Severity } from "./rule.ts";
import type { Sight } from "./sight.ts";

const files = await loadFolder<Rule>(join(import.meta.dirname, "rules"));

export const rules: readonly Rule[] = files.map(({ value }) => value);

const order: readonly Severity[] = ["critical", "warning", "info"];

/** Alerts of the rules that cannot be asked now: what they would say is unknown, not absent. */
export function blindIn(sight: Sight): ReadonlySet<string> {
  return new Set(rules.filter((rule) => rule.problems(sight) === "unknown").map(({ alert }) => alert));
}

/** For whoever asks. By severity; a node before what runs on it, which often suffers for the same reason. */
export function problemsOf(sight: Sight): readonly Problem[] {
  return foundBy(
    rules.filter(({ unaskedOnly }) => !unaskedOnly),
    sight,
  );
}

/** For whoever was not asked: without what somebody is at work on. */
export function alertsIn(sight: Sight): readonly Problem[] {
  return foundBy(rules, sight).filter(({ inWork }) => !inWork);
}

function foundBy(asked: readonly Rule[], sight: Sight): readonly Problem[] {
  const found = asked.flatMap((rule) => {
    const answer = rule.problems(sight);
    return answer === "unknown" ? [] : answer;
  });
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** What the settings call a rule: the name of its file, `nodeNotReady`. */
export const ruleNames: readonly string[] = files.map(({ file }) => nameOf(file));

function nameOf(file: string): string {
  return file.replace(/\.ts$/, "").replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** How long an alert must hold before people are told, milliseconds; 0 for what no rule finds. */
export function forMsOf(thresholds: Readonly<Record<string, number>>): (alert: string) => number {
  const all = new Map(
    files.map(({ file, value }) => [value.alert, thresholds[nameOf(file)] ?? millisecondsOf(value.for)]),
  );
  return (alert) => all.get(alert) ?? 0;
}

function millisecondsOf(text: string): number {
  return Number.parseInt(text, 10) * unitMs[text.slice(-1) as keyof typeof unitMs];
}

function rank({ severity, subject }: Problem): number {
  return 2 * order.indexOf(severity) + (subject.kind === "Node" ? 0 : 1);
}
