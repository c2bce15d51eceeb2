// Counts the lines being served, so that a stop can wait for them.

import type { Clock } from "#src/base/clock.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Request } from "#src/slack/chat.ts";
import type { Bot, Handled } from "./bot.ts";

export type InFlight = {
  readonly handle: (request: Request) => Promise<void>;
  /** Resolves when nothing is being served any more, or after `graceMs`. */
  readonly idle: (graceMs: number) => Promise<void>;
  readonly counts: () => { readonly requests: number; readonly failures: number };
};

export function createInFlight(bot: Bot, clock: Clock): InFlight {
  const serving = new Set<Promise<Handled>>();
  const counts = { requests: 0, failures: 0 };
  return {
    handle: async (request) => {
      const served = bot.handle(request);
      serving.add(served);
      counts.requests++;
      try {
        if ((await served) === "failed") counts.failures++;
      } finally {
        serving.delete(served);
      }
    },
    idle: async (graceMs) => {
      await restsWithin(clock, graceMs, Promise.allSettled(serving));
    },
    counts: () => counts,
  };
}
