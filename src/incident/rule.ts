// What a rule is: a pure function from a sight of a cluster to what is wrong. Timing, grouping and sending are not its business.
import type { ProbeName, Value } from "#src/kubernetes/probes.ts";
import { good, type Sight } from "./sight.ts";

export type Severity = "critical" | "warning" | "info";

export type Subject = { readonly kind: string; readonly namespace?: string; readonly name: string };

/** What the probes said that a rule needs, young enough to be about now. */
export type Needed<Need extends ProbeName> = { readonly [Name in Need]: Value<Name> };

/** How a severity rises with what was found: with how long it lasts, or how many it takes. */
export type Rising<Found> = {
  readonly of: (found: Found, now: number) => Severity;
  /** The same in words, for docs/alerts.md: `warning from 14 days on`. */
  readonly words: string;
};

export type RuleDefinition<Found, Need extends ProbeName = never> = {
  /** The name that on-call people know from kubernetes-mixin, where the rule means the same. */
  readonly alert: string;
  /** Where it begins. */
  readonly severity: Severity;
  /** How long it must hold before people are told unasked, `2m`. Whoever asks is told at once, with its age. */
  readonly for: string;
  /** Probes without whose word the rule is not asked at all: then nobody knows. */
  readonly needs?: readonly Need[];
  /** People are told at once when it came and went so often, less than a quarter of an hour apart each time. */
  readonly flaps?: number;
  readonly detect: (sight: Sight, needed: Needed<Need>) => readonly Found[];
  readonly rises?: Rising<Found>;
  readonly subject: (found: Found) => Subject;
  /** Names of the nodes it happens on; the subject's own when it is a Node. */
  readonly nodes?: (found: Found) => readonly string[];
  /** When it began, epoch milliseconds, where the objects say. */
  readonly since?: (found: Found) => number | undefined;
  /** Of something that gets worse step by step: each higher one is told anew, also where the severity stays. */
  readonly stage?: (found: Found, now: number) => number;
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
  readonly flaps?: number | undefined;
  readonly stage?: number | undefined;
  /** Said by another system, which has waited already, and explained by nothing that our rules find. */
  readonly reported?: true | undefined;
};

export type Rule = Pick<RuleDefinition<never>, "alert" | "severity" | "for" | "unaskedOnly" | "flaps"> & {
  /** How the severity rises, in words. */
  readonly rises?: string;
  readonly needs: readonly ProbeName[];
  /** `unknown` while a probe that it needs has failed or is too old. */
  readonly problems: (sight: Sight) => readonly Problem[] | "unknown";
};

/** Declares a rule; the type of what it finds stays between its own functions. */
export function defineRule<Found, Need extends ProbeName = never>(
  definition: RuleDefinition<Found, Need>,
): Rule {
  const { alert, severity, needs = [], detect, flaps, rises } = definition;
  return {
    alert,
    severity,
    ...(rises ? { rises: rises.words } : {}),
    for: definition.for,
    needs,
    ...(flaps === undefined ? {} : { flaps }),
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
    severity: inWork ? "info" : (rule.rises?.of(found, now) ?? rule.severity),
    subject,
    nodes: rule.nodes?.(found) ?? (subject.kind === "Node" ? [subject.name] : undefined),
    since: rule.since?.(found),
    inWork,
    ...(rule.flaps === undefined ? {} : { flaps: rule.flaps }),
    ...(rule.stage ? { stage: rule.stage(found, now) } : {}),
    summary: rule.summary(found, now),
    remedies: rule.remedies(found),
  };
}
