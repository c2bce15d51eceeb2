// What a rule is: a pure function from a snapshot to what is wrong. Timing, grouping and sending are not its business.
import type { Snapshot } from "#src/kubernetes/cluster.ts";

export type Severity = "critical" | "warning" | "info";

export type Subject = { readonly kind: string; readonly namespace?: string; readonly name: string };

/** What a rule looks at: one snapshot and the time of looking, epoch milliseconds. */
export type Sight = Snapshot & { readonly now: number };

export type RuleDefinition<Found> = {
  /** The name that on-call people know from kubernetes-mixin, where the rule means the same. */
  readonly alert: string;
  readonly severity: Severity;
  /** How long it must hold before people are told, `2m`; a status answer shows it at once. */
  readonly for: string;
  readonly detect: (sight: Sight) => readonly Found[];
  readonly subject: (found: Found) => Subject;
  /** One sentence, cluster text and all: it is shown as plain text. */
  readonly summary: (found: Found, now: number) => string;
  /** Command lines that help, most useful first. */
  readonly remedies: (found: Found) => readonly string[];
};

export type Problem = {
  readonly alert: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly summary: string;
  readonly remedies: readonly string[];
  /** Since when, where the cluster's own dates tell; epoch milliseconds. */
  readonly since?: number | undefined;
  /** The nodes it happens on; absent when it is about none. */
  readonly nodes?: readonly string[] | undefined;
};

export type Rule = Pick<RuleDefinition<never>, "alert" | "severity" | "for"> & {
  readonly problems: (sight: Sight) => readonly Problem[];
};

/** Declares a rule; the type of what it finds stays between its own functions. */
export function defineRule<Found>(definition: RuleDefinition<Found>): Rule {
  const { alert, severity, detect, subject, summary, remedies } = definition;
  return {
    alert,
    severity,
    for: definition.for,
    problems: (sight) =>
      detect(sight).map((found) => ({
        alert,
        severity,
        subject: subject(found),
        summary: summary(found, sight.now),
        remedies: remedies(found),
      })),
  };
}
