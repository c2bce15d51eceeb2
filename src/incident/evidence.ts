// Looks for the causes of what people were told of, beside everything else: few at a time, never before the first message.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { within } from "#src/base/within.ts";
import type { Cause, Incident } from "./incident.ts";
import { isFold } from "./look.ts";

export type Evidence = {
  /** Starts to look for its cause where that is due and somebody is free to. Never waits. */
  readonly consider: (incident: Incident) => void;
  /** Ends what is under way. */
  readonly stop: () => Promise<void>;
};

type Parts = {
  /** Undefined when nothing that is known shows. */
  readonly diagnose: (incident: Incident, signal: AbortSignal) => Promise<Cause | undefined>;
  readonly found: (id: string, cause: Cause) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Each reads events and logs: an API server that is unwell is not to be asked more. */
const atOnce = 4;
const withinMs = 20_000;
/** While no cause is sure: what fails again and again writes more of it. */
const againMs = 10 * 60_000;

type Asked = { readonly at: number; readonly bursts: number };

export function createEvidence({ diagnose, found, clock, log }: Parts): Evidence {
  const stopping = new AbortController();
  const asked = new Map<string, Asked>();
  const underWay = new Map<string, Promise<void>>();
  return {
    consider: (incident) => {
      const { id } = incident;
      if (incident.state === "resolved") asked.delete(id);
      if (underWay.has(id) || underWay.size >= atOnce || stopping.signal.aborted) return;
      if (!isDue(incident, asked.get(id), clock.ticks())) return;
      asked.set(id, { at: clock.ticks(), bursts: burstsOf(incident) });
      underWay.set(
        id,
        look(incident).finally(() => underWay.delete(id)),
      );
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay.values());
    },
  };

  async function look(incident: Incident): Promise<void> {
    try {
      const { signal } = stopping;
      const cause = await within({ clock, ms: withinMs, signal }, (until) => diagnose(incident, until));
      if (cause) await found(incident.id, cause);
    } catch (error) {
      log.warn("could not look for the cause of an incident", { incident: incident.id, error });
    }
  }
}

/** What another explains has its cause; what nobody hears of needs none. */
function isDue(incident: Incident, before: Asked | undefined, now: number): boolean {
  const { state, explainedBy, drill, reported, cause } = incident;
  const isOpen = state === "firing" || state === "acknowledged";
  if (!isOpen || explainedBy !== undefined || drill || reported || isFold(incident)) return false;
  // A process that starts knows what an earlier one found.
  if (!before) return cause === undefined || burstsOf(incident) > 1;
  const isSure = cause?.certainty === "sure";
  return burstsOf(incident) > before.bursts || (!isSure && now - before.at >= againMs);
}

/** How often it became news. */
function burstsOf({ trail }: Incident): number {
  return trail.filter(({ what }) => what === "fired" || what === "worsened" || what === "returned").length;
}
