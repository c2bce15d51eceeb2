// A token bucket: how fast Slack may be asked.
import type { Clock } from "#src/base/clock.ts";

export type Pace = { readonly turn: (signal: AbortSignal) => Promise<void> };

/** `burst` at once, then one every `everyMs`. */
export function createPace({ burst, everyMs }: { burst: number; everyMs: number }, clock: Clock): Pace {
  /** The moment at which the bucket is full again. */
  let fullAt = Number.NEGATIVE_INFINITY;
  return {
    turn: async (signal) => {
      const now = clock.ticks();
      fullAt = Math.max(fullAt, now) + everyMs;
      await waitFor(fullAt - now - burst * everyMs, signal);
    },
  };

  async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await clock.sleep(ms, signal);
  }
}
