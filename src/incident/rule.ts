// What a rule is: a pure function from a sight of a cluster to what is wrong. Timing, grouping and sending are not its business.
import type { ProbeName, Value } from "#src/kubernetes/probes.ts";
import { good, type Sight } from "./sight.ts";

export type Severity = "critical" | "warning" | "info";

export type Subject = { readonly kind: string; readonly namespace?: string; readonly name: string };

/** What the probes said that a rule needs, young enough to be about now. */
export type Needed<Need extends ProbeName> = { readonly [Name in Need]: Value<Name> };

export type RuleDefinition<Found, Need extends ProbeName = never> = {
  /** The name that on-call people know from kubernetes-mixin, where the rule means the same. */
  readonly alert: string;
  readonly severity: Severity;
  /** How long it must hold before people are told unasked, `2m`. Whoever asks is told at once, with its age. */
  readonly for: string;
  /** Probes without whose word the rule is not asked at all: then nobody knows. */
  readonly needs?: readonly Need[];
  readonly detect: (sight: Sight, needed: Needed<Need>) => readonly Found[];
  readonly subject: (found: Found) => Subject;
  /** Names of the nodes it happens on; the subject's own when it is a Node. */
  readonly nodes?: (found: Found) => readonly string[];
  /** When it began, epoch milliseconds, where the objects say. */
  readonly since?: (found: Found) => number | undefined;
  /** Somebody is at work there (a cordoned node): told to whoever asks, and to nobody else. */
  readonly inWork?: (found: Found) => boolean;
  /** Whoever asks hears it anyway, as the whole answer: only for whoever was not asked. */
  readonly unaskedOnly?: true;
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
  /** Somebody is at work there, so nobody need be told unasked. */
  readonly inWork?: boolean | undefined;
};

export type Rule = Pick<RuleDefinition<never>, "alert" | "severity" | "for" | "unaskedOnly"> & {
  /** `unknown` while a probe that it needs has failed or is too old. */
  readonly problems: (sight: Sight) => readonly Problem[] | "unknown";
};

/** Declares a rule; the type of what it finds stays between its own functions. */
export function defineRule<Found, Need extends ProbeName = never>(
  definition: RuleDefinition<Found, Need>,
): Rule {
  const { alert, severity, needs = [], detect } = definition;
  return {
    alert,
    severity,
    for: definition.for,
    ...(definition.unaskedOnly ? { unaskedOnly: true } : {}),
    problems: (sight) => {
      const needed = good(sight, needs);
      return needed
        ? detect(sight, needed).map((found) => problemOf(definition, found, sight.now))
        : "unknown";
    },
  };
}

function problemOf<Found, Need extends ProbeName>(
  rule: RuleDefinition<Found, Need>,
  found: Found,
  now: number,
): Problem {
  const subject = rule.subject(found);
  const inWork = rule.inWork?.(found) ?? false;
  return {
    alert: rule.alert,
    severity: inWork ? "info" : rule.severity,
    subject,
    nodes: rule.nodes?.(found) ?? (subject.kind === "Node" ? [subject.name] : undefined),
    since: rule.since?.(found),
    inWork,
    summary: rule.summary(found, now),
    remedies: rule.remedies(found),
  };
}
