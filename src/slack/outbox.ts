// Sends messages at Slack's pace: one queue per channel, the newest state of each message only, none of it lost.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Messages } from "#src/store/store.ts";
import { createAddress, type Draw } from "./address.ts";
import { type Carrier, createCarry } from "./carry.ts";
import { longestRetryMs } from "./delivery.ts";
import { createOwed, holdEveryMs } from "./owed.ts";
import { createPace, type SlackPace, slackPace } from "./pace.ts";
import type { Parcel } from "./parcel.ts";
import { createQueues, type Queue } from "./queues.ts";

export type { Carrier } from "./carry.ts";

export type Outbox = {
  /** Resolves once the message is kept; it is then on its way. */
  readonly send: (parcel: Parcel) => Promise<void>;
  /** Sends what an earlier run still owed, and from now on also what a process that died leaves. */
  readonly resume: () => Promise<void>;
  /** Waits for what is under way, up to `graceMs`; what is left stays owed, for whoever lives. */
  readonly stop: (graceMs: number) => Promise<void>;
};

/** What a call that is under way is given when the bot stops, so that its message is not sent again at the next start. */
const lastCallMs = 5_000;

type Parts = {
  readonly carrier: Carrier;
  readonly store: Messages;
  /** A record as it is now; undefined when there is none. */
  readonly draw: Draw;
  /** Told when Slack has taken what is sent only once or remembered, and when it never will. */
  readonly onArrived?: (key: string) => Promise<void>;
  readonly onRefused?: (key: string, why: string) => Promise<void>;
  readonly pace?: Omit<SlackPace, "cardRestMs">;
  readonly clock: Clock;
  readonly log: Log;
};

export function createOutbox(parts: Parts): Outbox {
  const { carrier, store, draw, onArrived, onRefused, pace = slackPace, clock, log } = parts;
  const owed = createOwed({ store, clock, log });
  const { addressed, sendable } = createAddress({ store, draw });
  const stopping = new AbortController();
  const queues = createQueues({ pass, pace: pace.posts, stopping: stopping.signal, clock, log });
  const carry = createCarry({
    ...{ carrier, store, owed, queues, sendable, send, again, onArrived, onRefused },
    stopping: stopping.signal,
    clock,
    log,
  });
  const edits = createPace(pace.edits, clock);
  let holding: Promise<void> = Promise.resolve();

  return { send, resume, stop };

  async function send(parcel: Parcel): Promise<void> {
    if (await owed.owe(parcel)) queues.enqueue(parcel);
  }

  async function resume(): Promise<void> {
    await takeUp();
    holding = keepHolding();
  }

  async function keepHolding(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(holdEveryMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await takeUp().catch((error) => log.warn("could not look for messages that nobody sends", { error }));
    }
  }

  /** What a dead process left, and what we could not see through. */
  async function takeUp(): Promise<void> {
    for (const key of await owed.hold()) if (!queues.isAtHand(key)) await again(key);
  }

  async function again(key: string): Promise<boolean> {
    const held = await owed.get(key);
    if (held) queues.enqueue(held.parcel);
    return held !== undefined;
  }

  async function stop(graceMs: number): Promise<void> {
    const running = queues.running();
    await restsWithin(clock, graceMs, running);
    stopping.abort();
    await restsWithin(clock, lastCallMs, running);
    await holding;
    await owed.release();
  }

  /** A card that is not there yet, and that this process is about to send. */
  async function isToCome(queue: Queue, key: string): Promise<boolean> {
    const isOurs = queues.isResting(key) || queue.waiting.has(key);
    return isOurs && !(await store.shown(key));
  }

  async function pass(queue: Queue, next: Parcel): Promise<void> {
    const { key, under } = next;
    // In a card's thread only: without the card it would be posted beside it.
    if (under && (await isToCome(queue, under)))
      return queues.isResting(under)
        ? queues.standAside(queue, next, longestRetryMs)
        : queues.goBehind(queue, next);
    const form = await addressed(next);
    // What is there already takes nobody's turn.
    if (form) await (form.ts === undefined ? queue.pace : edits).turn(stopping.signal);
    queue.waiting.delete(key);
    queue.carrying = key;
    await carry(queue, key);
  }
}
