// Counts the lines being served, so that a stop can wait for them.

import type { Clock } from "#src/base/clock.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Handled, Request } from "#src/slack/chat.ts";
import type { Bot } from "./bot.ts";

export type InFlight = {
  readonly handle: (request: Request) => Promise<Handled>;
  /** Counts what is served again after a restart too. */
  readonly during: (work: Promise<Handled>) => Promise<Handled>;
  /** Resolves when nothing is being served any more. After `graceMs` what still is is cut off. */
  readonly idle: (graceMs: number) => Promise<void>;
  readonly counts: () => { readonly requests: number; readonly failures: number };
};

/** What is cut off is given this long to notice. */
const noticeMs = 1_000;

type Parts = { readonly bot: Bot; readonly leaving: AbortController; readonly clock: Clock };

export function createInFlight({ bot, leaving, clock }: Parts): InFlight {
  const serving = new Set<Promise<Handled>>();
  const counts = { requests: 0, failures: 0 };
  return { handle: (request) => during(bot.handle(request)), during, idle, counts: () => counts };

  async function during(served: Promise<Handled>): Promise<Handled> {
    serving.add(served);
    counts.requests++;
    try {
      const handled = await served;
      if (handled === "failed") counts.failures++;
      return handled;
    } finally {
      serving.delete(served);
    }
  }

  async function idle(graceMs: number): Promise<void> {
    await restsWithin(clock, graceMs, Promise.allSettled(serving));
    leaving.abort();
    await restsWithin(clock, noticeMs, Promise.allSettled(serving));
  }
}
