// Looks at every cluster again and again, and keeps what becomes of its incidents: stored first, told second.
import { isDeepStrictEqual } from "node:util";
import { createDuty } from "#src/base/duty.ts";
import type { Duties } from "#src/store/store.ts";
import { advance, forgotten, type Pace } from "./advance.ts";
import { decideIncident, type IncidentDecision } from "./decide-incident.ts";
import { drilledOn, drillOf, type NewDrill } from "./drill.ts";
import { createEvidence } from "./evidence.ts";
import type { Cause, Incident } from "./incident.ts";
import { createLedger, type Ledger, type LedgerParts } from "./ledger.ts";
import { isFold, isReopenable, type Look, look } from "./look.ts";
import { type Beat, createPulse } from "./pulse.ts";
import { askedAbout, type Report, reportedOf } from "./reported.ts";
import { createReports } from "./reports.ts";
import type { Severity } from "./rule.ts";

/** What is to be seen of a cluster now; undefined while nothing can be said, as while it is read for the first time. */
export type Glance = Pick<Look, "problems" | "blind"> & {
  /** Something that rules need was not tried yet, as in the first seconds. */
  readonly isUnread?: true;
};

export type Watchman = {
  /** Looks until it is stopped. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** One look at every cluster. Never rejects. */
  readonly lookAtAll: () => Promise<void>;
  readonly pulse: () => Beat;
  /** What a person decides about one; drawn anew by whoever asked. @throws RefusedError when it is over */
  readonly drill: (wanted: NewDrill) => Promise<Incident>;
  readonly decide: (id: string, decision: IncidentDecision) => Promise<Incident>;
  /** What another system says; kept when it resolves, told by whoever looks next. False when too much is open already. */
  readonly report: (cluster: string, reports: readonly Report[]) => Promise<boolean>;
  /** Whether the other system still has it, where it was asked. */
  readonly heard: (id: string, isThere: boolean) => Promise<unknown>;
};

export type WatchmanParts = LedgerParts & {
  readonly clusters: readonly string[];
  readonly glance: (cluster: string) => Glance | undefined;
  readonly forMs: Look["forMs"];
  readonly silence: (cluster: string, seen: Glance) => Promise<Look["silence"]>;
  /** Until when what is so severe waits at that time. */
  readonly quiet?: (severity: Severity, now: number) => number | undefined;
  readonly store: Duties;
  /** Why it is, as far as the catalogue of signatures tells. */
  readonly diagnose: (incident: Incident, signal: AbortSignal) => Promise<Cause | undefined>;
  readonly newId: () => string;
  /** The same for the same text, so that what two replicas hear at once is kept once. */
  readonly idFor: (text: string) => string;
  /** This process. */
  readonly me: string;
};

/** The first message comes within seconds; a look that takes long, at thousands of pods, is taken less often. */
const lookEveryMs = 2_000;
/** Looking takes at most one part in so many of the time. */
const shareOfTime = 20;
/** So long the very first look at a cluster waits for what was not read yet: what it says later would be told one by one. */
const unreadMs = 30_000;
const idleMs = 20_000;
const everyOne = 10_000;

export function createWatchman(parts: WatchmanParts): Watchman {
  const { clusters, store, pace, clock, log } = parts;
  let hasForgotten = false;
  const pulse = createPulse(clock);
  const stopping = new AbortController();
  let looking: Promise<void> = Promise.resolve();
  const ledger = createLedger(parts);
  const { begin, change, tellAbove, tellAgain } = ledger;
  const found = (id: string, cause: Cause) => change(id, (incident) => withCause(incident, cause));
  const evidence = createEvidence({ diagnose: parts.diagnose, found, clock, log });
  const isEarly = createPatience(clock);
  const duties = new Map(clusters.map((cluster) => [cluster, dutyOf(parts, cluster)]));

  return {
    start: () => {
      looking = keepLooking();
    },
    stop: async () => {
      stopping.abort();
      await looking;
      await evidence.stop();
      await store.leaveDuties(parts.me);
    },
    lookAtAll,
    pulse: pulse.read,
    report: createReports({ ...parts, ...ledger }),
    heard: (id, isThere) => change(id, (incident) => askedAbout(incident, isThere, clock.now())),
    drill: (wanted) => begun(drillOf(wanted, parts.newId(), clock.now()), begin),
    decide: async (id, decision) =>
      (await change(id, (incident) => decideIncident(incident, decision, clock.now()))).record,
  };

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      const began = clock.ticks();
      await lookAtAll();
      const tookMs = clock.ticks() - began;
      await clock.sleep(Math.max(lookEveryMs, tookMs * shareOfTime), stopping.signal);
    }
  }

  async function lookAtAll(): Promise<void> {
    await forget();
    for (const cluster of clusters) {
      try {
        if (await duties.get(cluster)?.()) await pulse.during(cluster, lookAt(cluster));
        else pulse.leave(cluster);
      } catch (error) {
        log.error("could not look for what is wrong", { cluster, error });
      }
    }
    await tellAgain();
    pulse.turn();
  }

  /** Once: what is open of clusters that are configured no more. */
  async function forget(): Promise<void> {
    if (hasForgotten) return;
    try {
      const open = await store.incidents.list({ states: openStates, limit: everyOne });
      for (const { id } of open.filter((each) => !clusters.includes(each.cluster)))
        await change(id, (incident) => forgotten(incident, clock.now()));
      hasForgotten = true;
    } catch (error) {
      log.error("could not look for incidents of clusters that are gone", { error });
    }
  }

  async function lookAt(cluster: string): Promise<void> {
    const own = parts.glance(cluster);
    if (!own) return;
    const first = !(await store.looked(cluster));
    if (first && own.isUnread && isEarly(cluster)) return;
    const all = await knownOf(parts, cluster);
    const known = all.filter(({ drill }) => !drill);
    const now = clock.now();
    const glance = withReports(own, known, pace, now);
    const silence = await parts.silence(cluster, glance);
    const quiet = (severity: Severity) => parts.quiet?.(severity, now);
    const at = { cluster, ...glance, forMs: parts.forMs, silence, quiet, first };
    const { seen, fresh } = look(at, { incidents: known, newId: parts.newId, pace, now });
    const isNew = new Set(fresh.map(({ id }) => id));
    // A message about many is told before any of them is looked at: the first word comes within seconds.
    const foldsFirst = fresh.toSorted((one, other) => Number(isFold(other)) - Number(isFold(one)));
    for (const incident of foldsFirst) await begin(incident, seen.get(incident.id), now);
    for (const incident of known) {
      const said = seen.get(incident.id);
      // Asked here first, since most of them stay as they are: a transaction for each would be a write for each.
      if (!said || isNew.has(incident.id) || advance(incident, said, pace, now) === incident) continue;
      await change(incident.id, (stored) => advance(stored, said, pace, now));
    }
    for (const drill of all.filter((each) => each.drill && each.state !== "resolved"))
      await change(drill.id, (stored) => drilledOn(stored, pace, now));
    await tellAbove();
    if (first) await store.noteLook(cluster, now);
    // As they were before this look: what is new was not told yet.
    for (const incident of known) evidence.consider(incident);
  }
}

/** Whether a cluster was first asked about so lately that what was not read yet is waited for. */
function createPatience({ ticks }: Pick<WatchmanParts["clock"], "ticks">): (cluster: string) => boolean {
  const firstTried = new Map<string, number>();
  return (cluster) => {
    const since = firstTried.get(cluster) ?? ticks();
    firstTried.set(cluster, since);
    return ticks() - since < unreadMs;
  };
}

async function begun(drill: Incident, begin: Ledger["begin"]): Promise<Incident> {
  await begin(drill, undefined, drill.refreshedAt);
  return drill;
}

/** What other systems say is wrong stands beside what our rules find. */
function withReports(own: Glance, known: readonly Incident[], pace: Pace, now: number): Glance {
  const reported = known.filter((each) => isReopenable(each, pace, now));
  const problems = reported.flatMap((each) => reportedOf(each, pace, now));
  return { ...own, problems: [...own.problems, ...problems] };
}

function withCause(incident: Incident, cause: Cause): Incident {
  const isKnown = isDeepStrictEqual(incident.cause, cause);
  return incident.state === "resolved" || isKnown ? incident : { ...incident, cause };
}

/** What is open, and what is reopened if it comes back now. */
function knownOf({ store, pace, clock }: WatchmanParts, cluster: string): Promise<readonly Incident[]> {
  return store.incidents.list({ cluster, notOverBefore: clock.now() - pace.reopenMs, limit: everyOne });
}

export const openStates = ["pending", "firing", "acknowledged", "silenced", "unknown"] as const;

function dutyOf({ store, me, clock }: WatchmanParts, cluster: string): () => Promise<boolean> {
  return createDuty({
    name: `watch/${cluster}`,
    ...{ me, idleMs, clock },
    read: store.duty,
    take: store.takeDuty,
  });
}
