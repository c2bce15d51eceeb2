// Everything that is wrong with a cluster at one moment, by all the rules in the folder rules/, worst first.

import { join } from "node:path";
import { msOf } from "#src/base/duration.ts";
import { loadFolder } from "#src/base/load-folder.ts";
import { type BrokenRule, brokenRule } from "./broken-rule.ts";
import { causesAmong } from "./causes.ts";
import type { Problem, Rule, Severity } from "./rule.ts";
import type { Sight } from "./sight.ts";

const files = await loadFolder<Rule>(join(import.meta.dirname, "rules"));

export const rules: readonly Rule[] = files.map(({ value }) => value);

const order: readonly Severity[] = ["critical", "warning", "info"];

/** What all rules made of one sight. */
export type Judged = {
  /** Worst first; what explains others before those, and a node before what runs on it, which often suffers for the same reason. */
  readonly problems: readonly Problem[];
  /** Alerts of the rules that cannot be asked now: what they would say is unknown, not absent. */
  readonly blind: ReadonlySet<string>;
  /** Rules that threw: a bug of ours, and no reason for the others to be silent. */
  readonly broken: readonly BrokenRule[];
};

export function judge(sight: Sight, asked: readonly Rule[] = rules): Judged {
  const problems: Problem[] = [];
  const broken: BrokenRule[] = [];
  const blind = new Set<string>();
  for (const rule of asked) {
    try {
      const answer = rule.problems(sight);
      if (answer === "unknown") blind.add(rule.alert);
      else problems.push(...answer);
    } catch (error) {
      blind.add(rule.alert);
      broken.push(brokenRule(rule.alert, error));
    }
  }
  problems.push(...broken.map(({ problem }) => problem));
  const causeOf = causesAmong(problems);
  const ranks = new Map(problems.map((each) => [each, rank(each, causeOf(each) !== undefined)]));
  const worstFirst = problems.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  return { problems: worstFirst, blind, broken };
}

/** For whoever asks. */
export function problemsOf(sight: Sight): readonly Problem[] {
  return judge(
    sight,
    rules.filter(({ unaskedOnly }) => !unaskedOnly),
  ).problems;
}

/** Each with its file and with what the settings call it: the name of its file, `nodeNotReady`. */
export const ruleFiles: readonly { readonly file: string; readonly name: string; readonly rule: Rule }[] =
  files.map(({ file, value }) => ({ file, name: nameOf(file), rule: value }));

export const ruleNames: readonly string[] = ruleFiles.map(({ name }) => name);

/** By the name of its file or of its alert, whatever the case. */
export function ruleNamed(typed: string): Rule | undefined {
  const wanted = typed.toLowerCase();
  const isNamed = (text: string) => text.toLowerCase() === wanted;
  return ruleFiles.find(({ name, rule }) => isNamed(name) || isNamed(rule.alert))?.rule;
}

function nameOf(file: string): string {
  return file.replace(/\.ts$/, "").replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** How long an alert must hold before people are told, milliseconds; 0 for what no rule finds. */
export function forMsOf(thresholds: Readonly<Record<string, number>>): (alert: string) => number {
  const all = new Map(
    files.map(({ file, value }) => [value.alert, thresholds[nameOf(file)] ?? msOf(value.for)]),
  );
  return (alert) => all.get(alert) ?? 0;
}

function rank({ severity, subject }: Problem, isExplained: boolean): number {
  return 4 * order.indexOf(severity) + (isExplained ? 2 : 0) + (subject.kind === "Node" ? 0 : 1);
}
