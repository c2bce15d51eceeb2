// What people asked, from before Slack hears that it was received until it is answered: no crash in between loses it.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { createUnchanged } from "#src/base/unchanged.ts";
import { within } from "#src/base/within.ts";
import type { Messages, Unanswered } from "#src/store/store.ts";
import type { Handled, Left, Request } from "./chat.ts";

export type Receipts = {
  /**
   * True the first time the delivery is seen; what was asked with it is kept by then. Never rejects, and waits for the
   * database no longer than Slack waits for us: it is better to hear twice, or to forget in a crash, than not to hear.
   */
  readonly keep: (delivery: string, request?: Request) => Promise<boolean>;
  /** Nobody waits for an answer to it any more. */
  readonly answered: (delivery: string) => Promise<void>;
  /** Takes up what a process that died has left, now and from now on. */
  readonly takeUp: (again: (left: Left) => Promise<Handled>) => void;
  /** What is still unanswered is left to whoever lives. */
  readonly stop: () => Promise<void>;
};

type Parts = {
  readonly store: Messages;
  readonly redact: (text: string) => string;
  /** Told what became of each write: an error, or none. */
  readonly written: (error?: unknown) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Of the three seconds that Slack waits. */
const keptWithinMs = 1_500;
/** One that a dead process leaves waits that long at most. */
const claimMs = 15_000;

const Kept = z.object({
  line: z.string(),
  by: z.string(),
  where: z.object({
    channel: z.string(),
    thread: z.string().optional(),
    redraws: z.string().optional(),
    clicked: z.string().optional(),
  }),
  isWhole: z.boolean(),
});

export function createReceipts({ store, redact, written: told, clock, log }: Parts): Receipts {
  const runner = randomUUID();
  const unchanged = createUnchanged(clock);
  const stopping = new AbortController();
  const writing = new Map<string, Promise<unknown>>();
  /** What this process is at; the rest of what it holds was left. */
  const atHand = new Set<string>();
  let watching: Promise<void> = Promise.resolve();
  return { keep, answered, takeUp, stop };

  async function keep(delivery: string, request?: Request): Promise<boolean> {
    const now = clock.now();
    if (request) atHand.add(delivery);
    const written = request
      ? store.receive(delivery, frozen(request), claim(), now)
      : store.firstSight(delivery, now);
    writing.set(delivery, written);
    try {
      return await within({ clock, ms: keptWithinMs }, () => written);
    } catch (error) {
      log.error("a delivery could not be kept in time", { error });
      return true;
    } finally {
      void written.then(() => told(), told).then(() => writing.delete(delivery));
    }
  }

  async function answered(delivery: string): Promise<void> {
    await writing.get(delivery)?.catch(() => undefined);
    try {
      await store.answered(delivery);
      atHand.delete(delivery);
    } catch (error) {
      // It stays at hand: this process does not answer it twice.
      log.error("could not note that somebody was answered", { error });
    }
  }

  function takeUp(again: (left: Left) => Promise<Handled>): void {
    watching = watch(again);
  }

  async function watch(again: (left: Left) => Promise<Handled>): Promise<void> {
    while (!stopping.signal.aborted) {
      await look(again).catch((error) => log.warn("could not look for what is unanswered", { error }));
      await clock.sleep(claimMs / 3, stopping.signal);
    }
  }

  async function look(again: (left: Left) => Promise<Handled>): Promise<void> {
    const others = await store.unansweredHolders(runner);
    const dead = others.filter(({ id, until }) => unchanged.forMs(id, `${until}`) >= claimMs);
    for (const left of await store.holdUnanswered(claim(), dead)) {
      if (atHand.has(left.delivery)) continue;
      atHand.add(left.delivery);
      void answer(left, again);
    }
  }

  async function answer(left: Unanswered, again: (left: Left) => Promise<Handled>): Promise<void> {
    try {
      const { isWhole, ...request } = thawed(left.request);
      const { at, takeovers } = left;
      if ((await again({ request, at, isFirst: isWhole && takeovers === 1 })) !== "cut")
        return await answered(left.delivery);
    } catch (error) {
      log.error("what was left unanswered cannot be answered yet", { error });
    }
    atHand.delete(left.delivery);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await watching;
    await Promise.allSettled(writing.values());
    await store
      .releaseUnanswered(runner)
      .catch((error) => log.warn("what is unanswered waits for its claim to end", { error }));
  }

  function claim() {
    return { id: runner, until: clock.now() + claimMs };
  }

  /** What opens a modal or writes to one person by itself is worth nothing later, and is not for keeping. */
  function frozen({ line, by, where }: Request): string {
    const { triggerId, responseUrl, ...place } = where;
    const clean = redact(line);
    return JSON.stringify({ line: clean, by, where: place, isWhole: clean === line });
  }
}

/** @throws ZodError when it was written by another version */
function thawed(stored: string): Request & { readonly isWhole: boolean } {
  // Absent stays absent: zod's type says that it may also be undefined.
  return Kept.parse(JSON.parse(stored)) as Request & { readonly isWhole: boolean };
}
