// Sends messages at Slack's pace: one queue per channel, the newest state of each message only, none of it lost.
import type { Clock } from "#src/clock.ts";
import type { Log } from "#src/log.ts";
import type { Messages } from "#src/store/store.ts";
import { fileParcel, freeze, type Parcel, thaw } from "./parcel.ts";
import { asPlainText } from "./render/plain.ts";

/** What Slack said to one attempt; the adapter translates the SDK's errors into this. */
export type Delivery =
  /** `channel` is where it went when the parcel named a person. */
  | { readonly outcome: "delivered"; readonly ts: string; readonly channel?: string }
  | { readonly outcome: "wait"; readonly ms: number }
  /** No answer, or a 5xx: it may come through later. */
  | { readonly outcome: "retry"; readonly why: string }
  /** Slack answered with an error that nobody knows: tried again a few times only. */
  | { readonly outcome: "doubtful"; readonly why: string }
  /** Slack does not take these blocks. */
  | { readonly outcome: "malformed"; readonly why: string }
  /** The message to edit, or the thread to answer in, is gone. */
  | { readonly outcome: "gone" }
  /** It never will be: no such channel, not a member, archived. */
  | { readonly outcome: "refused"; readonly why: string };

type Delivered = Extract<Delivery, { outcome: "delivered" }>;

/** The one thing the outbox needs of Slack. */
export type Carrier = {
  readonly deliver: (parcel: Parcel, signal: AbortSignal) => Promise<Delivery>;
};

export type Outbox = {
  /** Resolves once the message is kept; it is then on its way. */
  readonly send: (parcel: Parcel) => Promise<void>;
  /** Sends what an earlier run still owed. */
  readonly resume: () => Promise<void>;
  /** Waits for what is under way, up to `graceMs`; what is left stays owed. */
  readonly stop: (graceMs: number) => Promise<void>;
};

/** A parcel on its way; `owed` is its id in the store. */
type Entry = { readonly parcel: Parcel; readonly owed: number };
type Queue = {
  readonly waiting: Map<string, Entry>;
  running: Promise<void> | undefined;
  readonly pace: Pace;
};

/** Slack: about one message a second and channel with short bursts; edits 50 a minute over the whole workspace. */
const postPace = { burst: 4, everyMs: 1_000 };
const editPace = { burst: 8, everyMs: 1_500 };
const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** About a minute of trying; then a message that Slack does not explain no longer holds up those behind it. */
const doubtfulAttempts = 8;
/** What a call that is under way is given when the bot stops, so that its message is not sent again at the next start. */
const lastCallMs = 5_000;

type Parts = {
  readonly carrier: Carrier;
  readonly store: Messages;
  /** Told when Slack has taken what is sent only once or remembered. */
  readonly onArrived?: (key: string) => void;
  readonly clock: Clock;
  readonly log: Log;
};

export function createOutbox({ carrier, store, onArrived, clock, log }: Parts): Outbox {
  const stopping = new AbortController();
  const queues = new Map<string, Queue>();
  /** Messages that were changed a moment ago, until when they are left alone, and what is to become of them then. */
  const restUntil = new Map<string, number>();
  const resting = new Map<string, Entry>();
  const edits = createPace(editPace, clock);

  return { send, resume, stop };

  async function send(parcel: Parcel): Promise<void> {
    enqueue({ parcel, owed: await store.owe(parcel.key, freeze(parcel)) });
  }

  async function resume(): Promise<void> {
    for (const { id, parcel } of await store.owed()) {
      try {
        enqueue({ parcel: thaw(parcel), owed: id });
      } catch (error) {
        log.error("dropped an unreadable owed message", { error });
        await store.settle(id);
      }
    }
  }

  async function stop(graceMs: number): Promise<void> {
    const running = Promise.all([...queues.values()].map((queue) => queue.running));
    await Promise.race([running, clock.sleep(graceMs, stopping.signal)]);
    stopping.abort();
    const done = new AbortController();
    await Promise.race([running, clock.sleep(lastCallMs, done.signal)]);
    done.abort();
  }

  function enqueue(entry: Entry): void {
    // What comes while the bot stops stays owed.
    if (stopping.signal.aborted) return;
    const queue = queueOf(entry.parcel.channel);
    resting.delete(entry.parcel.key);
    queue.waiting.set(entry.parcel.key, entry);
    queue.running ??= drain(queue);
  }

  function queueOf(channel: string): Queue {
    const known = queues.get(channel);
    if (known) return known;
    const queue: Queue = { waiting: new Map(), running: undefined, pace: createPace(postPace, clock) };
    queues.set(channel, queue);
    return queue;
  }

  async function drain(queue: Queue): Promise<void> {
    // It must not end in the turn in which it was begun, when it is not yet known to be running.
    await null;
    for (let next = first(queue); next && !stopping.signal.aborted; next = first(queue)) {
      if (rests(queue, next)) continue;
      await pass(queue, next).catch((error) => {
        if (queue.waiting.get(next.parcel.key) === next) queue.waiting.delete(next.parcel.key);
        log.error("a message could not be seen through", { channel: next.parcel.channel, error });
      });
    }
    // In the same turn as the last look into the queue: whatever comes after it starts a new round.
    queue.running = undefined;
  }

  async function pass(queue: Queue, next: Entry): Promise<void> {
    const { key } = next.parcel;
    const form = await addressed(next.parcel);
    // What is there already takes nobody's turn.
    if (form) await (form.ts === undefined ? queue.pace : edits).turn(stopping.signal);
    // Something newer may have replaced it while it waited its turn.
    const latest = queue.waiting.get(key) ?? next;
    queue.waiting.delete(key);
    await carry(queue, latest);
  }

  /** A message that was changed a moment ago steps aside, so that it does not hold up the others. */
  function rests(queue: Queue, entry: Entry): boolean {
    const { key, spacingMs } = entry.parcel;
    const restMs = (restUntil.get(key) ?? 0) - clock.now();
    // Longer than it was told to: the clock was set back.
    if (!spacingMs || restMs <= 0 || restMs > spacingMs) return false;
    queue.waiting.delete(key);
    resting.set(key, entry);
    void clock.sleep(restMs, stopping.signal).then(() => {
      if (resting.get(key) === entry) enqueue(entry);
    });
    return true;
  }

  /** Where it goes as far as is known now; undefined when it is there already. */
  async function addressed(parcel: Parcel): Promise<Parcel | undefined> {
    const { key, keeps, under } = parcel;
    const known = keeps ? await store.shown(key) : undefined;
    if (known) return keeps === "once" ? undefined : { ...parcel, ...known };
    const card = under ? await store.shown(under) : undefined;
    return card ? { ...parcel, channel: card.channel, thread: parcel.thread ?? card.ts } : parcel;
  }

  /** Tries until Slack has taken or refused it, a newer state replaces it, or the bot stops. */
  async function carry(queue: Queue, entry: Entry): Promise<void> {
    const { parcel } = entry;
    const first = await addressed(parcel);
    if (!first) return settle(entry);
    let form = first;
    for (let attempt = 1; !stopping.signal.aborted && !queue.waiting.has(parcel.key); attempt++) {
      const delivery = await carrier.deliver(form, stopping.signal);
      if (delivery.outcome === "delivered") return arrived(entry, form, delivery);
      const other = alternative(form, delivery);
      if (!other && isOver(delivery, attempt)) {
        log.error("Slack refused a message", { channel: form.channel, ...delivery });
        return settle(entry);
      }
      log.warn("Slack did not take a message yet", { channel: form.channel, ...delivery });
      if (other) form = other;
      else await clock.sleep(delivery.outcome === "wait" ? delivery.ms : backOff(attempt), stopping.signal);
    }
  }

  async function arrived(
    entry: Entry,
    form: Parcel,
    { ts, channel = form.channel }: Delivered,
  ): Promise<void> {
    const { key, keeps, spacingMs } = form;
    if (spacingMs) rest(key, spacingMs);
    const file = fileParcel({ ...form, channel }, ts);
    // The file is owed and the message remembered before it is settled, so a crash in between loses and doubles neither.
    if (file) await send(file);
    if (keeps && ts !== form.ts) await store.remember(key, channel, ts);
    await settle(entry);
    if (keeps) onArrived?.(key);
  }

  function rest(key: string, forMs: number): void {
    const now = clock.now();
    for (const [other, until] of restUntil) if (until <= now) restUntil.delete(other);
    restUntil.set(key, now + forMs);
  }

  async function settle({ owed }: Entry): Promise<void> {
    await store.settle(owed);
  }
}

function first(queue: Queue): Entry | undefined {
  return queue.waiting.values().next().value;
}

/** The same content in a form that Slack may take: without blocks, as a new message, or to the person who asked. */
function alternative(parcel: Parcel, { outcome }: Delivery): Parcel | undefined {
  const { ts, thread, instead, ...bare } = parcel;
  if (outcome === "malformed" && parcel.message.blocks.length > 0) {
    return { ...parcel, message: asPlainText(parcel.message) };
  }
  if (outcome === "gone" && ts) return { ...bare, ...(thread && { thread }), ...(instead && { instead }) };
  if (outcome === "gone" && thread) return { ...bare, ...(instead && { instead }) };
  if (outcome === "refused" && instead) return { ...bare, channel: instead };
  return undefined;
}

/** No further attempt can change anything. */
function isOver({ outcome }: Delivery, attempt: number): boolean {
  if (outcome === "doubtful") return attempt >= doubtfulAttempts;
  return outcome === "refused" || outcome === "malformed" || outcome === "gone";
}

function backOff(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1));
}

type Pace = { readonly turn: (signal: AbortSignal) => Promise<void> };

/** A token bucket: `burst` at once, then one every `everyMs`. */
function createPace({ burst, everyMs }: { burst: number; everyMs: number }, clock: Clock): Pace {
  /** The moment at which the bucket is full again. */
  let fullAt = 0;
  let last = 0;
  return {
    turn: async (signal) => {
      const now = clock.now();
      // A clock that was set back takes the bucket along, or everything would wait for the old time to come again.
      if (now < last) fullAt -= last - now;
      last = now;
      fullAt = Math.max(fullAt, now) + everyMs;
      await waitFor(fullAt - now - burst * everyMs, signal);
    },
  };

  async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await clock.sleep(ms, signal);
  }
}
