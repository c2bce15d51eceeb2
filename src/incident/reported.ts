// What another system says is wrong, and what becomes of the incident when it speaks. Pure.
import { isDeepStrictEqual } from "node:util";
import { span } from "#src/base/text.ts";
import { noticed, type Pace, type Seen } from "./advance.ts";
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

/** A repeat that says nothing new is written down no more often. */
const heardEveryMs = 10 * 60_000;
/** Of what is not spoken of any more nobody knows whether it is over; after another day of that it is. */
const forgottenAfterMs = 24 * 3_600_000;

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
  const reported = { ...reportedIn(report), heardAt: at.now };
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
  const next = { ...reportedIn(report), heardAt: now };
  const isNews = !isDeepStrictEqual(next, { ...reported, heardAt: now });
  return isNews || now - lastHeard(incident) >= heardEveryMs ? { ...incident, reported: next } : incident;
}

/** The same where whoever reports it was asked, as it does not speak by itself of what is silenced there. */
export function askedAbout(incident: Incident, isThere: boolean, now: number): Incident {
  const { reported } = incident;
  if (!reported || reported.over !== undefined) return incident;
  if (!isThere) return { ...incident, reported: { ...reported, over: now } };
  if (now - lastHeard(incident) < heardEveryMs) return incident;
  return { ...incident, reported: { ...reported, heardAt: now } };
}

/** What a look finds of it, which asks no rule; nothing once it is over, and nothing of what is not spoken of any more. */
export function reportedOf(incident: Incident, pace: Pace, now: number): readonly Problem[] {
  const { reported } = incident;
  return reported && unheard(incident, pace, now) === undefined ? [reported.problem] : [];
}

/** What a look makes of what another system said, when that holds no longer; undefined while it does. */
export function unheard(
  incident: Incident,
  { heardForMs }: Pick<Pace, "heardForMs">,
  now: number,
): Exclude<Seen, { kind: "present" }> | undefined {
  const { reported } = incident;
  if (!reported || reported.over !== undefined) return { kind: "absent" };
  const forMs = heardForMs?.(reported.from) ?? Number.POSITIVE_INFINITY;
  if (forMs === 0) return { kind: "absent", words: `${reported.from} is not configured any more` };
  const silentMs = now - lastHeard(incident);
  if (silentMs < forMs) return undefined;
  if (silentMs < forMs + forgottenAfterMs) return { kind: "blind" };
  return { kind: "absent", words: `${reported.from} has said nothing of it for ${span(silentMs)}` };
}

/** For whoever asks how a cluster is: what is said of it from outside, and what was said and is not any more. */
export function spokenOf({ reported, state }: Incident): readonly Problem[] {
  if (!reported || reported.over !== undefined || state === "resolved") return [];
  const { problem, from } = reported;
  if (state !== "unknown") return [{ ...problem, summary: `${problem.summary} (told by ${from})` }];
  const summary = `${problem.summary} (told by ${from}, which says nothing of it any more)`;
  return [{ ...problem, severity: "info", summary }];
}

/** What our rules find, and what is said from outside beside it: not once more what both see, nor out of order. */
export function withReported(own: readonly Problem[], reported: readonly Problem[]): readonly Problem[] {
  const others = reported.filter((each) => !own.some((found) => isSame(found, each)));
  const all = [...own, ...others];
  return all.toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
}

const severities: readonly Severity[] = ["critical", "warning", "info"];

/** The same alert on the same nodes, or where it is on none, in the same namespace. */
function isSame(found: Problem, { alert, nodes, subject }: Problem): boolean {
  if (found.alert !== alert) return false;
  if (nodes) return nodes.every((node) => found.nodes?.includes(node));
  return subject.namespace === found.subject.namespace;
}

function lastHeard({ reported, refreshedAt }: Incident): number {
  return reported?.heardAt ?? refreshedAt;
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
