// Slack's rate limits, counted on the workspace's clock.
import type { Tier } from "./methods/method.ts";

/** Calls per minute and method; Slack promises "at least" so many. */
const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
/** One message per second and channel, with short bursts, and several hundred a minute over the workspace. */
const POST_BURST = 5;
const POSTS_PER_MINUTE = 300;
const MINUTE_MS = 60_000;

export type RateLimits = {
  /** Counts a call; answers the seconds to wait when it is one too many. */
  readonly take: (method: string, tier: Tier, channel: string) => number | undefined;
};

export function createRateLimits(now: () => number): RateLimits {
  const windows = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function takeWindow(key: string, limit: number): number | undefined {
    const times = (windows.get(key) ?? []).filter((at) => at > now() - MINUTE_MS);
    windows.set(key, times);
    const oldest = times[0];
    if (oldest !== undefined && times.length >= limit) return secondsUntil(oldest + MINUTE_MS - now());
    times.push(now());
    return undefined;
  }

  function takeToken(channel: string): number | undefined {
    const { tokens, at } = buckets.get(channel) ?? { tokens: POST_BURST, at: now() };
    const filled = Math.min(POST_BURST, tokens + Math.max(0, now() - at) / 1_000);
    if (filled < 1) return secondsUntil((1 - filled) * 1_000);
    buckets.set(channel, { tokens: filled - 1, at: now() });
    return undefined;
  }

  return {
    take(method, tier, channel) {
      if (tier !== "post") return takeWindow(method, PER_MINUTE[tier]);
      return takeWindow(method, POSTS_PER_MINUTE) ?? takeToken(channel);
    },
  };
}

function secondsUntil(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}
