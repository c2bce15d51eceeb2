// How fast Slack may be asked, and the token bucket that keeps to it.
import type { Clock } from "#src/base/clock.ts";

export type Bucket = { readonly burst: number; readonly everyMs: number };

export type SlackPace = {
  /** Messages of one channel. */
  readonly posts: Bucket;
  /** Edits of the whole workspace. */
  readonly edits: Bucket;
  /** Between two edits of one card. */
  readonly cardRestMs: number;
};

/** Slack takes about one message a second and channel with short bursts, and 50 edits a minute. */
export const slackPace: SlackPace = {
  posts: { burst: 4, everyMs: 1_000 },
  edits: { burst: 8, everyMs: 1_500 },
  cardRestMs: 3_000,
};

export type Pace = { readonly turn: (signal: AbortSignal) => Promise<void> };

/** `burst` at once, then one every `everyMs`. */
export function createPace({ burst, everyMs }: Bucket, clock: Clock): Pace {
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
