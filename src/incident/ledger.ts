// Keeps incidents: redacted first, stored second, told third, and told again where that failed.
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Changed, Table } from "#src/store/store.ts";
import { advance, type Pace, type Seen } from "./advance.ts";
import { auditOf } from "./audit-incident.ts";
import type { Cause, Incident } from "./incident.ts";

export type Ledger = {
  /** Keeps one that was just noticed, as the look left it; false when its id is taken. */
  readonly begin: (noticed: Incident, seen: Seen | undefined, now: number) => Promise<boolean>;
  /** Changes the stored one; `decide` answers the same object to leave it. What it throws is thrown. */
  readonly change: (
    id: string,
    decide: (incident: Incident) => Incident,
  ) => Promise<Changed<Incident> & { readonly record: Incident }>;
  /** Draws what explains others anew, once for all that changed. Never rejects. */
  readonly tellAbove: () => Promise<void>;
  /** What could not be told, once a minute. Never rejects. */
  readonly tellAgain: () => Promise<void>;
};

export type LedgerParts = {
  readonly store: { readonly incidents: Table<Incident> };
  readonly pace: Pace;
  /** Brings its message to how it is now; one that another explains gets none, but keeps the one that it has. */
  readonly tell: (incident: Incident) => Promise<void>;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly log: Log;
};

const everyOne = 10_000;
const tellAgainMs = 60_000;

export function createLedger(parts: LedgerParts): Ledger {
  const { store, pace, clock, log } = parts;
  const above = new Set<string>();
  let toldAt = Number.NEGATIVE_INFINITY;
  return { begin, change, tellAbove, tellAgain };

  async function begin(noticed: Incident, seen: Seen | undefined, now: number): Promise<boolean> {
    const incident = clean(seen ? advance(noticed, seen, pace, now) : noticed);
    const isKept = await store.incidents.add({ next: incident, entries: auditOf(undefined, incident) });
    await tell(incident);
    return isKept;
  }

  async function change(
    id: string,
    decide: (incident: Incident) => Incident,
  ): Promise<Changed<Incident> & { record: Incident }> {
    const changed = await store.incidents.change(id, (before) => {
      const next = decide(before);
      if (next === before) return undefined;
      const kept = clean(next);
      // What was redacted looks like news to a rule each time.
      if (isDeepStrictEqual({ ...kept, refreshedAt: before.refreshedAt }, before)) return undefined;
      return { next: kept, entries: auditOf(before, kept) };
    });
    // Incidents hold no locks.
    if (changed.outcome === "held") throw new Error(`${id} cannot be held`);
    if (changed.outcome === "done") await tell(changed.record);
    return changed;
  }

  /** Untrusted text is redacted before it is stored. */
  function clean(incident: Incident): Incident {
    const { redact } = parts;
    return {
      ...incident,
      summary: redact(incident.summary),
      ...(incident.cause ? { cause: cleanCause(incident.cause, redact) } : {}),
      trail: incident.trail.map((entry) => (entry.words ? { ...entry, words: redact(entry.words) } : entry)),
    };
  }

  /** The one that explains it counts it, and is told once for many. What is stored has happened, whether or not it could be told. */
  async function tell(incident: Incident): Promise<void> {
    try {
      if (incident.explainedBy !== undefined) above.add(incident.explainedBy);
      if (isTold(incident)) await parts.tell(incident);
      await store.incidents.told(incident.id, incident.state);
    } catch (error) {
      log.error("could not tell of an incident", { incident: incident.id, error });
    }
  }

  async function tellAbove(): Promise<void> {
    for (const id of above) {
      above.delete(id);
      try {
        const incident = await store.incidents.find(id);
        if (incident && isTold(incident)) await parts.tell(incident);
      } catch (error) {
        log.error("could not tell of what explains others", { incident: id, error });
      }
    }
  }

  async function tellAgain(): Promise<void> {
    if (clock.ticks() - toldAt < tellAgainMs) return;
    toldAt = clock.ticks();
    try {
      for (const incident of await store.incidents.list({ untold: true, limit: everyOne }))
        await tell(incident);
    } catch (error) {
      log.error("could not look for incidents that were not told", { error });
    }
  }
}

function cleanCause(cause: Cause, redact: (text: string) => string): Cause {
  return { ...cause, line: redact(cause.line), of: redact(cause.of), remedies: cause.remedies.map(redact) };
}

/** A pending one is nobody's business yet, and one that never fired was nobody's. */
export function isTold({ state, firedAt }: Incident): boolean {
  return state !== "pending" && firedAt !== undefined;
}
