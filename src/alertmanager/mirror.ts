// Keeps each cluster's Alertmanager silent about what is silenced in chat: made there, moved on, ended. Compared again and again,
// so that neither an outage nor a restart of either side loses one or makes it twice.
import { TooLateError, within } from "#src/base/within.ts";
import { type ComparisonParts, createComparison, many, type Watched } from "./compare.ts";
import type { Counterpart } from "./counterpart.ts";

export type Mirror = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /**
   * How what was just silenced, or is heard of again, stands there, after one try. `of`: the id of a silence or an incident.
   * Undefined where there is no Alertmanager, or nothing of it there. Never rejects.
   */
  readonly now: (cluster: string, of: string) => Promise<Counterpart | undefined>;
};

type Parts = ComparisonParts & { readonly watched: ReadonlyMap<string, Watched> };

const everyMs = 5_000;
/** After a try that came to nothing. */
const againMs = 60_000;
/** Somebody waits for it in chat. */
const nowMs = 4_000;

export function createMirror(parts: Parts): Mirror {
  const { watched, store, clock, log } = parts;
  const stopping = new AbortController();
  const triedInVain = new Map<string, number>();
  const comparisons = new Map(
    [...watched].map(([name, each]) => [name, createComparison(name, each, parts)]),
  );
  let last: Promise<unknown> = Promise.resolve();
  let looping: Promise<void> = Promise.resolve();

  return {
    start: () => {
      if (watched.size > 0) looping = loop();
    },
    stop: async () => {
      stopping.abort();
      await looping;
      await last;
    },
    now,
  };

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const cluster of watched.keys()) if (isTime(cluster)) await compared(cluster);
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  function isTime(cluster: string): boolean {
    const tried = triedInVain.get(cluster);
    return tried === undefined || clock.ticks() - tried >= againMs;
  }

  async function now(cluster: string, of: string): Promise<Counterpart | undefined> {
    if (!watched.has(cluster)) return undefined;
    // What takes longer goes on, and is told as it stands until then.
    await within({ clock, ms: nowMs }, () => compared(cluster)).catch((error) => {
      if (!(error instanceof TooLateError))
        log.error("could not wait for an Alertmanager", { cluster, error });
    });
    const all = await store.counterparts.list({ cluster, limit: many });
    return all.find(({ id }) => id === of || id.startsWith(`${of}.`));
  }

  /** One after the other, whoever asks. Never rejects. */
  function compared(cluster: string): Promise<void> {
    const next = last.then(async () => {
      try {
        if (stopping.signal.aborted) return;
        const isAsIs = await comparisons.get(cluster)?.(stopping.signal);
        if (isAsIs) triedInVain.delete(cluster);
        else triedInVain.set(cluster, clock.ticks());
      } catch (error) {
        log.error("could not compare an Alertmanager with what is silenced", { cluster, error });
      }
    });
    last = next;
    return next;
  }
}
