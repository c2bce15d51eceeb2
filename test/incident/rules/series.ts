// What a rule says of a snapshot.
import type { Problem, Rule } from "#src/incident/rule.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Readings } from "#src/kubernetes/probes.ts";
import { givenSight } from "../../given.ts";

/** The problems that one rule finds at noon. */
export function found(rule: Rule, given: Partial<Snapshot>, probes: Readings = {}): readonly Problem[] {
  const problems = rule.problems(givenSight(given, probes));
  if (problems === "unknown") throw new Error(`${rule.alert} needs a probe that was not given`);
  return problems;
}

/** Their sentences. */
export function said(rule: Rule, given: Partial<Snapshot>, probes: Readings = {}): readonly string[] {
  return found(rule, given, probes).map(({ summary }) => summary);
}
