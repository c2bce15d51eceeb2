// Sends messages at Slack's pace: one queue per channel, the newest state of each message only, none of it lost.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Ref } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import {
  type Delivered,
  type Delivery,
  heldUpAttempts,
  longestRetryMs,
  nextAttempt,
  whyOf,
} from "./delivery.ts";
import { createOwed, type Held, holdEveryMs } from "./owed.ts";
import { createPace, type Pace } from "./pace.ts";
import { fileParcel, type Parcel, type Sendable } from "./parcel.ts";
import type { SlackMessage } from "./render/message.ts";

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

type Queue = {
  /** In this order; what is sent is what the store holds under the key when its turn has come. */
  readonly waiting: Map<string, Parcel>;
  /** The key of the message that is being sent. */
  carrying: string | undefined;
  running: Promise<void> | undefined;
  readonly pace: Pace;
};

/** Slack: about one message a second and channel with short bursts; edits 50 a minute over the whole workspace. */
const postPace = { burst: 4, everyMs: 1_000 };
const editPace = { burst: 8, everyMs: 1_500 };
/** What a call that is under way is given when the bot stops, so that its message is not sent again at the next start. */
const lastCallMs = 5_000;

type Parts = {
  readonly carrier: Carrier;
  readonly store: Messages;
  /** A record as it is now; undefined when there is none. */
  readonly draw: (ref: Ref) => Promise<SlackMessage | undefined>;
  /** Told when Slack has taken what is sent only once or remembered, and when it never will. */
  readonly onArrived?: (key: string) => Promise<void>;
  readonly onRefused?: (key: string, why: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

export function createOutbox({ carrier, store, draw, onArrived, onRefused, clock, log }: Parts): Outbox {
  const owed = createOwed({ store, clock, log });
  const stopping = new AbortController();
  const queues = new Map<string, Queue>();
  /** Messages that were changed a moment ago, until when they are left alone. */
  const restUntil = new Map<string, number>();
  /** What stands aside for a while. */
  const resting = new Map<string, Parcel>();
  /** What Slack has not taken for long: it gets one attempt at a time. */
  const stuck = new Set<string>();
  const edits = createPace(editPace, clock);
  let holding: Promise<void> = Promise.resolve();

  return { send, resume, stop };

  async function send(parcel: Parcel): Promise<void> {
    if (await owed.owe(parcel)) enqueue(parcel);
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
    for (const key of await owed.hold()) if (!isAtHand(key)) await again(key);
  }

  async function again(key: string): Promise<boolean> {
    const held = await owed.get(key);
    if (held) enqueue(held.parcel);
    return held !== undefined;
  }

  function isAtHand(key: string): boolean {
    if (resting.has(key)) return true;
    return [...queues.values()].some(({ waiting, carrying }) => carrying === key || waiting.has(key));
  }

  async function stop(graceMs: number): Promise<void> {
    const running = Promise.all([...queues.values()].map((queue) => queue.running));
    await restsWithin(clock, graceMs, running);
    stopping.abort();
    await restsWithin(clock, lastCallMs, running);
    await holding;
    await owed.release();
  }

  function enqueue(parcel: Parcel): void {
    // What comes while the bot stops stays owed.
    if (stopping.signal.aborted) return;
    const queue = queueOf(parcel);
    resting.delete(parcel.key);
    queue.waiting.set(parcel.key, parcel);
    queue.running ??= drain(queue);
  }

  /** Files have one of their own: an upload that does not come to an end holds up no message. */
  function queueOf({ channel, isFile }: Parcel): Queue {
    const name = isFile ? `${channel} files` : channel;
    const known = queues.get(name);
    if (known) return known;
    const queue: Queue = {
      waiting: new Map(),
      carrying: undefined,
      running: undefined,
      pace: createPace(postPace, clock),
    };
    queues.set(name, queue);
    return queue;
  }

  async function drain(queue: Queue): Promise<void> {
    // It must not end in the turn in which it was begun, when it is not yet known to be running.
    await null;
    for (let next = first(queue); next && !stopping.signal.aborted; next = first(queue)) {
      if (rests(queue, next)) continue;
      await pass(queue, next).catch((error) => {
        if (queue.waiting.get(next.key) === next) queue.waiting.delete(next.key);
        log.error("a message could not be seen through yet", { channel: next.channel, error });
      });
      queue.carrying = undefined;
    }
    // In the same turn as the last look into the queue: whatever comes after it starts a new round.
    queue.running = undefined;
  }

  async function pass(queue: Queue, next: Parcel): Promise<void> {
    const { key, under } = next;
    // In a card's thread only: without the card it would be posted beside it.
    if (under && resting.has(under) && !(await store.shown(under)))
      return standAside(queue, next, longestRetryMs);
    const form = await addressed(next);
    // What is there already takes nobody's turn.
    if (form) await (form.ts === undefined ? queue.pace : edits).turn(stopping.signal);
    queue.waiting.delete(key);
    queue.carrying = key;
    await carry(queue, key);
  }

  /** A message that was changed a moment ago steps aside, so that it does not hold up the others. */
  function rests(queue: Queue, parcel: Parcel): boolean {
    const { key, spacingMs } = parcel;
    const restMs = (restUntil.get(key) ?? 0) - clock.ticks();
    if (!spacingMs || restMs <= 0) return false;
    standAside(queue, parcel, restMs);
    return true;
  }

  function standAside(queue: Queue, parcel: Parcel, forMs: number): void {
    const { key } = parcel;
    queue.waiting.delete(key);
    resting.set(key, parcel);
    void clock.sleep(forMs, stopping.signal).then(() => {
      if (resting.get(key) === parcel) enqueue(parcel);
    });
  }

  /** Where it goes as far as is known now; undefined when it is there already. */
  async function addressed(parcel: Parcel): Promise<Parcel | undefined> {
    const { key, keeps, under } = parcel;
    const known = keeps ? await store.shown(key) : undefined;
    if (known) return keeps === "once" ? undefined : { ...parcel, ...known };
    const card = under ? await store.shown(under) : undefined;
    return card ? { ...parcel, channel: card.channel, thread: parcel.thread ?? card.ts } : parcel;
  }

  /** Undefined when there is nothing to send: it is there already, or there is no such record. */
  async function sendable(parcel: Parcel): Promise<Sendable | undefined> {
    const form = await addressed(parcel);
    const message = form?.draws === undefined ? form?.message : await draw(form.draws);
    return form && message && { ...form, message };
  }

  /** Tries until Slack has taken or refused it, a newer state replaces it, or the bot stops. */
  async function carry(queue: Queue, key: string): Promise<void> {
    const held = await owed.get(key);
    if (!held) return;
    let form = await sendable(held.parcel);
    if (!form) return settle(held);
    const patience = stuck.has(key) ? 1 : heldUpAttempts;
    for (let attempt = 1; !stopping.signal.aborted && !queue.waiting.has(key); attempt++) {
      const delivery = await carrier.deliver(form, stopping.signal);
      if (delivery.outcome === "delivered") return arrived(held, form, delivery);
      const next = nextAttempt(form, delivery, attempt);
      if (!next) {
        log.error("Slack refused a message", { channel: form.channel, ...delivery });
        await settle(held);
        return void (await onRefused?.(key, whyOf(delivery)));
      }
      log.warn("Slack did not take a message yet", { channel: form.channel, ...delivery });
      const isSame = next.form === form;
      if (isSame && delivery.outcome === "retry" && !form.isFile && attempt >= patience) {
        stuck.add(key);
        return standAside(queue, held.parcel, longestRetryMs);
      }
      form = next.form;
      if (next.waitMs > 0) await clock.sleep(next.waitMs, stopping.signal);
      // Another process may have taken it up, while this one stood still or could not say that it lives.
      if (!(await owed.isOurs(key))) return;
    }
  }

  async function arrived(
    held: Held,
    form: Sendable,
    { ts, channel = form.channel }: Delivered,
  ): Promise<void> {
    const { key, keeps, spacingMs } = form;
    if (spacingMs) rest(key, spacingMs);
    const file = fileParcel({ ...form, channel }, ts);
    // The file is owed and the message remembered before it is settled, so a crash in between loses and doubles neither.
    if (file) await send(file);
    if (keeps && ts !== form.ts) await store.remember(key, channel, ts);
    await settle(held);
    if (keeps) await onArrived?.(key);
  }

  function rest(key: string, forMs: number): void {
    const now = clock.ticks();
    for (const [other, until] of restUntil) if (until <= now) restUntil.delete(other);
    restUntil.set(key, now + forMs);
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

function first(queue: Queue): Parcel | undefined {
  return queue.waiting.values().next().value;
}
