// Whether the database can be written: tried now and then, and told by whoever finds out sooner.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Messages } from "./store.ts";

export type Storage = {
  /** Why it cannot be written, as far as is known. */
  readonly trouble: () => string | undefined;
  /** What a write came to: an error, or none. */
  readonly used: (error?: unknown) => void;
  readonly watch: (signal: AbortSignal) => Promise<void>;
};

type Parts = { readonly store: Pick<Messages, "probe">; readonly clock: Clock; readonly log: Log };

const probeEveryMs = 30_000;
/** While it is in trouble, so that its end is soon known. */
const soonMs = 5_000;

export function createStorage({ store, clock, log }: Parts): Storage {
  let why: string | undefined;
  return { trouble: () => why, used, watch };

  function used(error?: unknown): void {
    const before = why;
    why = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
    if (why !== undefined && before === undefined) log.error("the database cannot be written", { error });
    if (why === undefined && before !== undefined) log.info("the database can be written again");
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(why === undefined ? probeEveryMs : soonMs, signal);
      if (!signal.aborted) await store.probe(clock.now()).then(() => used(), used);
    }
  }
}
