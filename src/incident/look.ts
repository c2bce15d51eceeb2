// One look at a cluster, turned into what each incident is told of it, and into the incidents that are new. Pure.
import { count } from "#src/base/text.ts";
import { advance, noticed, type Pace, type Seen } from "./advance.ts";
import { causesAmong } from "./causes.ts";
import { type Incident, keyOf, type Silenced } from "./incident.ts";
import { unheard } from "./reported.ts";
import type { Problem, Severity } from "./rule.ts";

export type Look = {
  readonly cluster: string;
  /** What the rules found, also where somebody is at work. */
  readonly problems: readonly Problem[];
  /** Alerts that cannot be judged now: their incidents are unknown, not over. `all` when the cluster is out of reach. */
  readonly blind: "all" | ReadonlySet<string>;
  readonly forMs: (alert: string) => number;
  readonly silence: (problem: Problem) => Silenced | undefined;
  /** Until when what is so severe waits, where these are quiet hours. */
  readonly quiet?: ((severity: Severity) => number | undefined) | undefined;
  /** Nobody has ever looked at this cluster: what is wrong already is told in one message. */
  readonly first: boolean;
};

type Known = {
  /** Those that are open, and those resolved within the window in which they are reopened. */
  readonly incidents: readonly Incident[];
  readonly newId: () => string;
  readonly pace: Pace;
  readonly now: number;
};

/** So many that become known within a minute are told in one message. */
export const stormSize = 5;
const stormWindowMs = 60_000;

/** What one message about many is called. */
export const folds = { storm: "AlertStorm", first: "AlreadyWrong", quiet: "AfterQuietHours" } as const;

/** What is to be asked of the stored incidents, and which are new. */
export type Looked = {
  readonly seen: ReadonlyMap<string, Seen>;
  readonly fresh: readonly Incident[];
};

/** What the look means for each incident. `advance` is asked again on the stored row, where a decision may have come between. */
export function look(given: Look, known: Known): Looked {
  const { now, pace } = known;
  const reopenable = known.incidents.filter((each) => isReopenable(each, pace, now));
  const byKey = new Map(reopenable.toSorted(leastTellingFirst).map((incident) => [incident.key, incident]));
  const at = { ...given, problems: given.problems.flatMap((problem) => worthTelling(problem, byKey)) };
  const fresh = at.problems
    .filter((problem) => !byKey.has(keyOf(problem.alert, problem.subject)))
    .map((problem) => noticed(problem, { id: known.newId(), cluster: at.cluster, now }));
  for (const incident of fresh) byKey.set(incident.key, incident);

  const seen = new Map<string, Seen>();
  for (const incident of byKey.values()) seen.set(incident.id, unseen(incident, at, known));
  // Another system's names need not mean what our rules mean by them.
  const causeOf = causesAmong(at.problems.filter(({ reported }) => !reported));
  const explains = stillExplaining(byKey, at.problems, known);
  for (const problem of at.problems) {
    const incident = byKey.get(keyOf(problem.alert, problem.subject));
    if (!incident) continue;
    const cause = problem.reported ? undefined : causeOf(problem);
    const quietUntil = at.quiet?.(problem.severity);
    seen.set(incident.id, {
      kind: "present",
      problem,
      forMs: problem.reported ? 0 : at.forMs(problem.alert),
      explainedBy: cause === undefined ? explains(incident) : byKey.get(cause)?.id,
      silence: at.silence(problem) ?? quietSilence(incident, quietUntil),
      ...(quietUntil === undefined ? {} : { quiet: true }),
    });
  }
  return folded(at, known, { seen, fresh }, [...byKey.values()]);
}

/** Where somebody is at work nothing is news; but what people were told of before is not over by that, and as bad as it was. */
function worthTelling(problem: Problem, byKey: ReadonlyMap<string, Incident>): readonly Problem[] {
  if (!problem.inWork) return [problem];
  const known = byKey.get(keyOf(problem.alert, problem.subject));
  if (!known || known.state === "resolved") return [];
  const isTold = known.toldAs !== undefined || known.explainedBy !== undefined;
  return isTold ? [{ ...problem, severity: known.severity }] : [];
}

/** What nobody was told of is used again at any time. */
export function isReopenable(
  { state, endedAt = 0, firedAt }: Incident,
  { reopenMs }: Pace,
  now: number,
): boolean {
  return state !== "resolved" || firedAt === undefined || now - endedAt < reopenMs;
}

/** Where one key has several, the open one goes on, else the one that people know. */
function leastTellingFirst(one: Incident, other: Incident): number {
  return weight(one) - weight(other) || one.since - other.since;
}

function weight({ state, firedAt }: Incident): number {
  if (state !== "resolved") return 2;
  return firedAt === undefined ? 0 : 1;
}

function unseen(incident: Incident, { blind }: Look, { pace, now }: Known): Seen {
  // Whoever reported it says so, whether or not the cluster can be seen.
  if (incident.reported) return unheard(incident, pace, now) ?? { kind: "absent" };
  return { kind: blind === "all" || blind.has(incident.alert) ? "blind" : "absent" };
}

/**
 * What goes on explaining an incident that no cause explains now: the message about many that it was told in, while that is open and
 * it is no more severe than it was; and a cause that went a moment ago, as pods are not ready in the second in which their node is.
 */
function stillExplaining(
  byKey: ReadonlyMap<string, Incident>,
  problems: readonly Problem[],
  { pace, now }: Known,
): (incident: Incident) => string | undefined {
  const found = new Map(problems.map((each) => [keyOf(each.alert, each.subject), each]));
  const open = [...byKey.values()].filter(({ state }) => state !== "resolved");
  const hasJustGone = ({ key, state, goneSince = now }: Incident) =>
    !found.has(key) && state !== "unknown" && now - goneSince < pace.holdDownMs;
  const gone = new Set(open.filter((each) => !isFold(each) && hasJustGone(each)).map(({ id }) => id));
  const openFolds = new Set(open.filter(isFold).map(({ id }) => id));
  const worse = open.filter(({ key, severity, explainedBy = "" }) => {
    const said = found.get(key);
    return said !== undefined && openFolds.has(explainedBy) && isWorse(said.severity, severity);
  });
  const leaving = new Set(worse.length > stormSize ? [] : worse.map(({ id }) => id));
  return ({ id, explainedBy = "" }) =>
    gone.has(explainedBy) || (openFolds.has(explainedBy) && !leaving.has(id)) ? explainedBy : undefined;
}

function isWorse(severity: Severity, than: Severity): boolean {
  return severities.indexOf(severity) < severities.indexOf(than);
}

export function isFold({ alert, reported }: Pick<Incident, "alert" | "reported">): boolean {
  return !reported && Object.values<string>(folds).includes(alert);
}

/** Too many at once, or everything at the first look, become one incident that explains the others. */
function folded(at: Look, known: Known, { seen, fresh }: Looked, all: readonly Incident[]): Looked {
  const { now, pace, newId } = known;
  const next = new Map(seen);
  const more = [...fresh];
  const members = all.filter(({ id }) => isAlone(seen.get(id)));
  const firing = members.filter((incident) => isNewlyFiring(incident, seen, pace, now));
  // What has a message of its own keeps it.
  const untold = firing.filter(({ state }) => state === "pending" || state === "resolved");
  const waited = members.filter(hasWaited);
  const { group, alert } = at.first
    ? { group: members, alert: folds.first }
    : waited.length > 1
      ? { group: waited, alert: folds.quiet }
      : { group: firing.length > stormSize || isStorming(all, now) ? untold : [], alert: folds.storm };

  if (group.length > (at.first ? 1 : 0)) {
    const problem = foldProblem(at.cluster, alert, [], now);
    const key = keyOf(alert, problem.subject);
    const open = all.find((each) => each.key === key && each.state !== "resolved");
    const fold = open ?? noticed(problem, { id: newId(), cluster: at.cluster, now });
    if (!open) more.push(fold);
    for (const { id } of group) {
      const was = next.get(id);
      if (was?.kind === "present") next.set(id, { ...was, explainedBy: fold.id });
    }
  }
  for (const fold of [...all, ...more].filter((each) => isFold(each) && each.state !== "resolved")) {
    const covered = [...next.values()].filter(
      (each) => each.kind === "present" && each.explainedBy === fold.id,
    );
    const hidden = all.some(
      ({ id, explainedBy }) => explainedBy === fold.id && next.get(id)?.kind === "blind",
    );
    const problem = foldProblem(at.cluster, fold.alert, covered.flatMap(problemsIn), now);
    if (covered.length > 0) next.set(fold.id, { kind: "present", problem, forMs: 0 });
    else next.set(fold.id, { kind: hidden ? "blind" : "absent" });
  }
  return { seen: next, fresh: more };
}

/** What comes within the minute after a storm belongs to it: whoever kept it may have died before all of it was kept. */
function isStorming(all: readonly Incident[], now: number): boolean {
  return all.some(
    ({ alert, reported, state, firedAt = now }) =>
      alert === folds.storm && !reported && state !== "resolved" && now - firedAt < stormWindowMs,
  );
}

const quietHours = "quiet hours";

/** Whoever heard of it already is not told that it is quiet now. */
function quietSilence({ state, toldAs, silenced }: Incident, until: number | undefined) {
  const isKnown = toldAs !== undefined && state !== "resolved" && silenced?.of !== quietHours;
  if (until === undefined || isKnown) return undefined;
  return { by: quietHours, until, of: quietHours, covered: true } as const;
}

function hasWaited({ state, silenced }: Incident): boolean {
  return state === "silenced" && silenced?.of === quietHours;
}

function isAlone(seen: Seen | undefined): boolean {
  return seen?.kind === "present" && seen.explainedBy === undefined && seen.silence === undefined;
}

/** Fires in this look, or did within the last minute. */
function isNewlyFiring(
  incident: Incident,
  seen: ReadonlyMap<string, Seen>,
  pace: Pace,
  now: number,
): boolean {
  const said = seen.get(incident.id);
  if (!said) return false;
  const { state, firedAt = 0 } = advance(incident, said, pace, now);
  return state === "firing" && now - firedAt < stormWindowMs;
}

function problemsIn(seen: Seen): readonly Problem[] {
  return seen.kind === "present" ? [seen.problem] : [];
}

function foldProblem(cluster: string, alert: string, all: readonly Problem[], now: number): Problem {
  const what = count(all.length, "thing");
  const summaries: Readonly<Record<string, string>> = {
    [folds.first]: `${what} ${all.length === 1 ? "was" : "were"} wrong already when I first looked at ${cluster}`,
    [folds.quiet]: `${what} went wrong on ${cluster} during the quiet hours`,
  };
  const said = summaries[alert] ?? `${what} went wrong on ${cluster} at once`;
  // Of many that are over but one, that one is what people want to read.
  const [only] = all.length === 1 ? all : [];
  const summary = only ? `${said}: ${only.summary}` : said;
  // Each morning has a message of its own.
  const name = alert === folds.quiet ? `${cluster} ${new Date(now).toISOString().slice(0, 10)}` : cluster;
  return {
    ...{ alert, summary, since: now },
    severity: severities.find((each) => all.some(({ severity }) => severity === each)) ?? "info",
    subject: { kind: "Cluster", name },
    remedies: [...(only?.remedies.slice(0, 2) ?? ["status"]), "alert list"],
  };
}

/** Worst first. */
const severities: readonly Severity[] = ["critical", "warning", "info"];
