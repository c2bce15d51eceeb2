// What a rule says of a snapshot.
import type { Problem, Rule } from "#src/incident/rule.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import { givenSnapshot, now } from "../../given.ts";

/** The problems that one rule finds at noon. */
export function found(rule: Rule, given: Partial<Snapshot>): readonly Problem[] {
  return rule.problems({ ...givenSnapshot(given), now });
}

/** Their sentences. */
export function said(rule: Rule, given: Partial<Snapshot>): readonly string[] {
  return found(rule, given).map(({ summary }) => summary);
}
