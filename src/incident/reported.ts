// What another system says is wrong, and what becomes of the incident when it speaks. Pure.
import { isDeepStrictEqual } from "node:util";
import { noticed } from "./advance.ts";
import { type Incident, keyOf, type Reported } from "./incident.ts";
import type { Problem, Severity, Subject } from "./rule.ts";

/** One alert of one notification. Its texts are untrusted. */
export type Report = {
  /** The door that it came through. */
  readonly from: string;
  /** The same for the same alert each time, and for no other. */
  readonly fingerprint: string;
  readonly alert: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly namespace?: string;
  readonly nodes?: readonly string[];
  readonly remedies: readonly string[];
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly isOver: boolean;
};

/** A notification that was sent again may arrive after the one that ended it; later than this it is true again. */
const crossedMs = 60_000;

/** Nothing that our rules find is called so, and no other door can speak of it. */
export function subjectOf({ from, fingerprint, namespace }: Report): Subject {
  const name = `${from}/${fingerprint}`;
  return { kind: "Alert", ...(namespace === undefined ? {} : { namespace }), name };
}

export function reportKey(report: Report): string {
  return keyOf(report.alert, subjectOf(report));
}

/** One that nobody knew; the next look makes it fire, or folds it into a storm, or finds it silenced. */
export function firstHeard(
  report: Report,
  at: { readonly id: string; readonly cluster: string; readonly now: number },
): Incident {
  const reported = reportedIn(report);
  return noticed(reported.problem, { ...at, reported });
}

/** The incident after the report; the very same object when it says nothing new, or comes too late. */
export function heard(incident: Incident, report: Report, now: number): Incident {
  const { reported } = incident;
  if (!reported || report.startsAt < reported.startsAt) return incident;
  if (report.isOver)
    return reported.over === undefined ? { ...incident, reported: { ...reported, over: now } } : incident;
  const { over } = reported;
  if (over !== undefined && report.startsAt === reported.startsAt && now - over < crossedMs) return incident;
  const next = reportedIn(report);
  return isDeepStrictEqual(next, reported) ? incident : { ...incident, reported: next };
}

/** What a look finds of it, which asks no rule; nothing once it is over. */
export function reportedOf({ reported }: Incident): readonly Problem[] {
  return reported && reported.over === undefined ? [reported.problem] : [];
}

function reportedIn(report: Report): Reported {
  const { from, startsAt, alert, severity, summary, remedies, nodes } = report;
  const problem: Problem = {
    ...{ alert, severity, summary, remedies, since: startsAt, reported: true },
    subject: subjectOf(report),
    ...(nodes ? { nodes } : {}),
  };
  return { from, startsAt, problem };
}
