// What one look at a cluster makes of one incident. Pure: the same incident, the same look and the same time give the same.
import type { Incident, Silenced, TrailEntry } from "./incident.ts";
import { keyOf } from "./incident.ts";
import type { Problem, Severity } from "./rule.ts";
import { after, type Event } from "./transitions.ts";

/** What the look said of it. */
export type Seen =
  | {
      readonly kind: "present";
      readonly problem: Problem;
      /** How long it must hold before people are told, milliseconds. */
      readonly forMs: number;
      /** The incident that explains it. */
      readonly explainedBy?: string | undefined;
      /** A silence that covers it now. */
      readonly silence?: Silenced | undefined;
      /** People are not to be reminded of what is so severe now. */
      readonly quiet?: true | undefined;
    }
  /** `words`: why it is taken for over, where it was not seen to be. */
  | { readonly kind: "absent"; readonly words?: string }
  | { readonly kind: "blind" };

export type Pace = {
  /** Not seen for this long: resolved. */
  readonly holdDownMs: number;
  /** Resolved for less than this, it is the same incident when it comes back. */
  readonly reopenMs: number;
  /** Told again after this, while nobody has taken it. */
  readonly repeatMs: number;
  /** Critical and taken by nobody for this long: escalated, once. Undefined: never. */
  readonly escalateMs?: number | undefined;
  /** How long what comes in at that door holds when nothing more of it does, milliseconds; 0 where there is no such door any more. */
  readonly heardForMs?: ((door: string) => number) | undefined;
};

/** How often the words of an incident that only lasts are taken anew, at most and at least: each time is a write and an edit. */
const refreshMs = { soonest: 30_000, latest: 5 * 60_000 };
/** What comes back sooner flaps. */
const flapWindowMs = 15 * 60_000;
const longestTrail = 200;
const severities: readonly Severity[] = ["info", "warning", "critical"];

/** An incident that was just noticed; nobody is told yet. */
export function noticed(
  problem: Problem,
  {
    id,
    cluster,
    now,
    drill,
    reported,
  }: Pick<Incident, "id" | "cluster" | "drill" | "reported"> & { readonly now: number },
): Incident {
  const { alert, subject, severity, summary, remedies, stage, since = now } = problem;
  return {
    ...{ id, cluster, key: keyOf(alert, subject), alert, subject, severity, summary, remedies },
    state: "pending",
    since: Math.min(since, now),
    flaps: 0,
    refreshedAt: now,
    ...(stage === undefined ? {} : { stage }),
    ...(drill ? { drill } : {}),
    ...(reported ? { reported } : {}),
    trail: [],
  };
}

/** The incident after the look; the very same object when nothing is to be written. */
export function advance(incident: Incident, seen: Seen, pace: Pace, now: number): Incident {
  if (seen.kind === "blind") return blinded(incident, now);
  if (seen.kind === "absent") return missed(incident, seen, pace, now);
  if (incident.state === "resolved" && incident.firedAt === undefined)
    return advance(again(incident, seen, now), seen, pace, now);
  if (incident.state === "resolved") return stood(returned(incident, seen, now));
  const steps = [
    found,
    refreshed,
    rearmed,
    worsened,
    explained,
    silenced,
    lasted,
    repeated,
    escalated,
    stood,
  ];
  return steps.reduce((each, step) => step(each, seen, pace, now), incident);
}

type Present = Extract<Seen, { kind: "present" }>;

function blinded(incident: Incident, now: number): Incident {
  const { state } = incident;
  if (state === "pending" || state === "unknown" || state === "resolved") return incident;
  return { ...moved(incident, "blinds", { at: now, what: "lost" }), before: state, goneSince: undefined };
}

function missed(
  incident: Incident,
  { words }: Extract<Seen, { kind: "absent" }>,
  { holdDownMs }: Pace,
  now: number,
): Incident {
  const { state, goneSince } = incident;
  if (state === "resolved")
    return incident.backSince === undefined ? incident : { ...incident, backSince: undefined };
  // Nobody heard of it.
  if (state === "pending") return { ...incident, state: after(state, "clears"), endedAt: now };
  if (goneSince === undefined) return { ...incident, goneSince: now };
  if (now - goneSince < heldDownMs(incident, holdDownMs)) return incident;
  return {
    ...moved(incident, "clears", { at: now, what: "resolved", ...(words === undefined ? {} : { words }) }),
    ...{ before: undefined, endedAt: goneSince, goneSince: undefined },
    ...{ acknowledged: undefined, silenced: undefined, explainedBy: undefined },
    ...{ repeatedAt: undefined, escalatedAt: undefined, flapping: undefined },
  };
}

/** Whoever reports that it is over has waited already. */
function heldDownMs({ reported, flapping }: Incident, holdDownMs: number): number {
  if (reported) return 0;
  return flapping ? Math.max(holdDownMs, flapWindowMs) : holdDownMs;
}

/** Its cluster is configured no more: nobody will ever see whether it is over. */
export function forgotten(incident: Incident, now: number): Incident {
  if (incident.state === "resolved") return incident;
  const words = `${incident.cluster} is not configured any more`;
  const over = moved(incident, "clears", { at: now, what: "resolved", words });
  return { ...over, endedAt: now, goneSince: undefined, before: undefined };
}

/** Nobody heard of it the last time, so it is as new; its row is used again. */
function again(before: Incident, { problem }: Present, now: number): Incident {
  const { id, cluster, drill, reported, flaps, endedAt = 0 } = before;
  const fresh = noticed(problem, { id, cluster, now, drill, reported });
  return now - endedAt < flapWindowMs ? { ...fresh, flaps: flaps + 1 } : fresh;
}

/** Within the window only: an older one is left alone, and a new incident is made. */
function returned(
  incident: Incident,
  { problem, forMs, explainedBy, silence }: Present,
  now: number,
): Incident {
  const { backSince = now } = incident;
  if (now - backSince < forMs)
    return incident.backSince === undefined ? { ...incident, backSince } : incident;
  const words = problem.summary;
  const open = moved(incident, "lasts", { at: now, what: "returned", words });
  return {
    ...{ ...open, ...takenFrom(problem, now), explainedBy, since: backSince, firedAt: now },
    ...{ backSince: undefined, endedAt: undefined, flaps: incident.flaps + 1, cause: undefined },
    ...(silence ? { state: "silenced", silenced: silence } : {}),
  };
}

function found(incident: Incident, _seen: Present, _pace: Pace, now: number): Incident {
  if (incident.state !== "unknown") return incident;
  const open = after("unknown", "sees", incident.before);
  return {
    ...incident,
    state: open,
    before: undefined,
    trail: trailed(incident, { at: now, what: "found" }),
  };
}

/** What went for a moment and came back: counted, not told. */
function rearmed(incident: Incident): Incident {
  if (incident.goneSince === undefined) return incident;
  return { ...incident, goneSince: undefined, flaps: incident.flaps + 1 };
}

function refreshed(incident: Incident, { problem }: Present, _pace: Pace, now: number): Incident {
  const { summary, remedies, refreshedAt } = incident;
  const isSaid = summary === problem.summary && String(remedies) === String(problem.remedies);
  return isSaid || now - refreshedAt < wordsLastMs(incident)
    ? incident
    : { ...incident, ...wordsOf(problem, now) };
}

/** They say how long it has been so: what people read is taken anew once that has grown by a quarter. */
function wordsLastMs({ since, refreshedAt, toldAs, explainedBy }: Incident): number {
  if (toldAs === undefined || explainedBy !== undefined) return refreshMs.latest;
  return Math.min(refreshMs.latest, Math.max(refreshMs.soonest, (refreshedAt - since) / 4));
}

function worsened(incident: Incident, { problem }: Present, _pace: Pace, now: number): Incident {
  const { severity, stage } = problem;
  if (severity === incident.severity && stage === incident.stage) return incident;
  const next = { ...incident, ...takenFrom(problem, now) };
  const rise = severities.indexOf(severity) - severities.indexOf(incident.severity);
  const isWorse = rise > 0 || (rise === 0 && (stage ?? 0) > (incident.stage ?? 0));
  if (!isWorse || incident.state === "pending") return next;
  const open = moved(next, "worsens", { at: now, what: "worsened", words: problem.summary });
  return { ...open, acknowledged: open.state === "firing" ? undefined : open.acknowledged };
}

function explained(incident: Incident, { explainedBy }: Present): Incident {
  return incident.explainedBy === explainedBy ? incident : { ...incident, explainedBy };
}

function silenced(incident: Incident, { silence }: Present, _pace: Pace, now: number): Incident {
  const own = incident.silenced;
  const still = own && lastsStill(own, now) ? own : silence;
  if (incident.state === "silenced") {
    if (still) return still === own || sameSilence(still, own) ? incident : { ...incident, silenced: still };
    return { ...moved(incident, "unsilences", { at: now, what: "unsilenced" }), silenced: undefined };
  }
  // Whoever has it goes on having it.
  if (!still || incident.state !== "firing") return incident;
  return { ...moved(incident, "silences", silenceEntry(still, now)), silenced: still };
}

function lastsStill({ until, covered }: Silenced, now: number): boolean {
  return !covered && (until === "clear" || until > now);
}

function lasted(
  incident: Incident,
  { problem, forMs, silence }: Present,
  _pace: Pace,
  now: number,
): Incident {
  if (incident.state !== "pending") return incident;
  const isOld = now - incident.since >= forMs;
  const isFlapping = problem.flaps !== undefined && incident.flaps >= problem.flaps;
  if (!isOld && !isFlapping) return incident;
  const fired = {
    ...incident,
    ...takenFrom(problem, now),
    firedAt: now,
    ...(isOld ? {} : { flapping: true as const }),
  };
  if (silence) return { ...moved(fired, "silences", silenceEntry(silence, now)), silenced: silence };
  return moved(fired, "lasts", { at: now, what: "fired", words: problem.summary });
}

function repeated(
  incident: Incident,
  { problem, quiet }: Present,
  { repeatMs }: Pace,
  now: number,
): Incident {
  const { state, explainedBy } = incident;
  const isDue = state === "firing" && explainedBy === undefined && !quiet;
  if (!isDue || now - toldSince(incident, now) < repeatMs) return incident;
  const entry = { at: now, what: "repeated", words: problem.summary } as const;
  return { ...incident, ...wordsOf(problem, now), repeatedAt: now, trail: trailed(incident, entry) };
}

function escalated(incident: Incident, _seen: Present, { escalateMs }: Pace, now: number): Incident {
  const { state, severity, escalatedAt, explainedBy } = incident;
  const isDue = state === "firing" && severity === "critical" && explainedBy === undefined;
  if (
    !isDue ||
    escalateMs === undefined ||
    escalatedAt !== undefined ||
    now - leftAloneSince(incident, now) < escalateMs
  )
    return incident;
  return { ...incident, escalatedAt: now, trail: trailed(incident, { at: now, what: "escalated" }) };
}

/** When people last heard that it is so and that nobody has it. */
function toldSince({ trail, firedAt, repeatedAt = firedAt }: Incident, now: number): number {
  const heard = trail.findLast(({ what }) => opens.has(what) || what === "worsened");
  return Math.max(repeatedAt ?? now, heard?.at ?? 0);
}

/** Since when nobody has it who could: it got worse than what somebody had taken, too. */
function leftAloneSince({ trail, firedAt }: Incident, now: number): number {
  const opened = trail.findLast(({ what }) => opens.has(what));
  const taken = trail.findLastIndex(({ what }) => what === "acknowledged");
  const reopened = taken === -1 ? undefined : trail.slice(taken).find(({ what }) => what === "worsened");
  return Math.max(opened?.at ?? 0, reopened?.at ?? 0, firedAt ?? now);
}

const opens: ReadonlySet<TrailEntry["what"]> = new Set(["unsilenced", "unacknowledged"]);

/** From when on it has a message of its own: not while another explains it, or something covers it. */
function stood(incident: Incident): Incident {
  const { state, toldAs, severity, explainedBy, silenced } = incident;
  const isHidden = state === "pending" || state === "resolved" || (state === "silenced" && silenced?.covered);
  return toldAs !== undefined || explainedBy !== undefined || isHidden
    ? incident
    : { ...incident, toldAs: severity };
}

/** The incident after an event that the thread tells of. */
export function moved(incident: Incident, event: Event, entry: TrailEntry): Incident {
  return {
    ...incident,
    state: after(incident.state, event, incident.before),
    trail: trailed(incident, entry),
  };
}

export function silenceEntry({ by, why }: Silenced, at: number): TrailEntry {
  return { at, what: "silenced", by, words: why };
}

function trailed({ trail }: Incident, entry: TrailEntry): readonly TrailEntry[] {
  return [...trail, entry].slice(-longestTrail);
}

function takenFrom(
  problem: Problem,
  now: number,
): Pick<Incident, "severity" | "stage" | "summary" | "remedies" | "refreshedAt"> {
  const { severity, stage } = problem;
  return { severity, ...(stage === undefined ? {} : { stage }), ...wordsOf(problem, now) };
}

function wordsOf({ summary, remedies }: Problem, now: number) {
  return { summary, remedies, refreshedAt: now };
}

function sameSilence(one: Silenced, other: Silenced | undefined): boolean {
  return one.by === other?.by && one.until === other.until && one.why === other.why;
}
