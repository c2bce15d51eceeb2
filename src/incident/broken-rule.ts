// A rule that threw, as a problem of its own: it alone is reported as broken, the others go on.
import { createHash } from "node:crypto";
import type { Log } from "#src/base/log.ts";
import type { Problem } from "./rule.ts";

export type BrokenRule = {
  readonly alert: string;
  readonly error: unknown;
  /** What the log and the incident have in common. */
  readonly reference: string;
  readonly problem: Problem;
};

export function brokenRule(alert: string, error: unknown): BrokenRule {
  const reference = referenceTo(alert, error);
  return {
    ...{ alert, error, reference },
    problem: {
      alert: "WheelhouseRuleBroken",
      severity: "warning",
      subject: { kind: "Rule", name: alert },
      summary: `The rule ${alert} fails, so what it would find is not known. That is a bug in Wheelhouse; its log has the details under ${reference}.`,
      remedies: ["status --details"],
    },
  };
}

/** Each once: a rule is asked every few seconds. */
export function brokenRuleLog(log: Log): (broken: readonly BrokenRule[]) => void {
  const told = new Set<string>();
  return (broken) => {
    for (const { reference, alert, error } of broken) {
      if (told.has(reference)) continue;
      told.add(reference);
      log.error("a rule failed", { reference, alert, error });
    }
  };
}

/** The same for the same bug, at every look and after every start: where it happened, without what it said of which object. */
function referenceTo(alert: string, error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? "").match(/^\s+at .*$/gm) : undefined;
  const place = [alert, ...(frames ?? [])].join("\n");
  return createHash("sha256").update(place).digest("hex").slice(0, 8);
}
