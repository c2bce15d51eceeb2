// Sends messages at Slack's pace: one queue per channel, the newest state of each message only, none of it lost.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Messages } from "#src/store/store.ts";
import { createAddress, type Draw } from "./address.ts";
import {
  type Delivered,
  type Delivery,
  heldUpAttempts,
  longestRetryMs,
  nextAttempt,
  type Undelivered,
  whyOf,
} from "./delivery.ts";
import { createOwed, type Held, holdEveryMs } from "./owed.ts";
import { createPace } from "./pace.ts";
import { fileParcel, type Parcel, type Sendable } from "./parcel.ts";
import { createQueues, type Queue } from "./queues.ts";

/** The one thing the outbox needs of Slack. */
export type Carrier = {
  readonly deliver: (parcel: Sendable, signal: AbortSignal) => Promise<Delivery>;
};

export type Outbox = {
  /** Resolves once the message is kept; it is then on its way. */
  readonly send: (parcel: Parcel) => Promise<void>;
  /** Sends what an earlier run still owed, and from now on also what a process that died leaves. */
  readonly resume: () => Promise<void>;
  /** Waits for what is under way, up to `graceMs`; what is left stays owed, for whoever lives. */
  readonly stop: (graceMs: number) => Promise<void>;
};

/** Slack takes 50 edits a minute over the whole workspace. */
const editPace = { burst: 8, everyMs: 1_500 };
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
  readonly clock: Clock;
  readonly log: Log;
};

export function createOutbox({ carrier, store, draw, onArrived, onRefused, clock, log }: Parts): Outbox {
  const owed = createOwed({ store, clock, log });
  const { addressed, sendable } = createAddress({ store, draw });
  const stopping = new AbortController();
  const queues = createQueues({ pass, stopping: stopping.signal, clock, log });
  /** What Slack has not taken for long: it gets one attempt at a time. */
  const stuck = new Set<string>();
  const edits = createPace(editPace, clock);
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

  async function pass(queue: Queue, next: Parcel): Promise<void> {
    const { key, under } = next;
    // In a card's thread only: without the card it would be posted beside it.
    if (under && queues.isResting(under) && !(await store.shown(under)))
      return queues.standAside(queue, next, longestRetryMs);
    const form = await addressed(next);
    // What is there already takes nobody's turn.
    if (form) await (form.ts === undefined ? queue.pace : edits).turn(stopping.signal);
    queue.waiting.delete(key);
    queue.carrying = key;
    await carry(queue, key);
  }

  /** Tries until Slack has taken or refused it, a newer state replaces it, or the bot stops. */
  async function carry(queue: Queue, key: string): Promise<void> {
    const held = await owed.get(key);
    if (!held) return;
    let form = isTooLate(held.parcel) ? undefined : await sendable(held.parcel);
    if (!form) return settle(held);
    const patience = stuck.has(key) ? 1 : heldUpAttempts;
    for (let attempt = 1; !stopping.signal.aborted && !queue.waiting.has(key); attempt++) {
      const delivery = await carrier.deliver(form, stopping.signal);
      if (delivery.outcome === "delivered") return arrived(held, form, delivery);
      const next = nextAttempt(form, delivery, attempt);
      if (!next) return refused(held, delivery);
      log.warn("Slack did not take a message yet", { channel: form.channel, ...delivery });
      const isSame = next.form === form;
      if (isSame && delivery.outcome === "retry" && !form.isFile && attempt >= patience) {
        stuck.add(key);
        return queues.standAside(queue, held.parcel, longestRetryMs);
      }
      form = next.form;
      if (next.waitMs > 0) await clock.sleep(next.waitMs, stopping.signal);
      // Another process may have taken it up, while this one stood still or could not say that it lives.
      if (!(await owed.isOurs(key))) return;
    }
  }

  function isTooLate({ channel, until }: Parcel): boolean {
    if (until === undefined || clock.now() <= until) return false;
    log.error("a note was not delivered in time", { channel });
    return true;
  }

  async function refused(held: Held, delivery: Undelivered): Promise<void> {
    const { key, channel } = held.parcel;
    log.error("Slack refused a message", { channel, ...delivery });
    await settle(held);
    await onRefused?.(key, whyOf(delivery));
  }

  async function arrived(
    held: Held,
    form: Sendable,
    { ts, channel = form.channel }: Delivered,
  ): Promise<void> {
    const { key, keeps, spacingMs } = form;
    if (spacingMs) queues.rest(key, spacingMs);
    const file = fileParcel({ ...form, channel }, ts);
    // The file is owed and the message remembered before it is settled, so a crash in between loses and doubles neither.
    if (file) await send(file);
    if (keeps && ts !== form.ts) await store.remember(key, channel, ts);
    await settle(held);
    if (keeps) await onArrived?.(key);
  }

  /** What was owed anew meanwhile, by whichever process, is sent again. */
  async function settle(held: Held): Promise<void> {
    const { parcel } = held;
    stuck.delete(parcel.key);
    if ((await owed.settle(held)) || (await again(parcel.key))) return;
    // Another process has taken it up, and what this one drew before may have arrived last.
    if (parcel.draws) await send(parcel);
  }
}
