// What waits to be sent: one queue per channel, in order, the newest state of each message only.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { type Bucket, createPace, type Pace } from "./pace.ts";
import type { Parcel } from "./parcel.ts";

export type Queue = {
  /** In this order; what is sent is what the store holds under the key when its turn has come. */
  readonly waiting: Map<string, Parcel>;
  /** The key of the message that is being sent. */
  carrying: string | undefined;
  running: Promise<void> | undefined;
  readonly pace: Pace;
};

type Parts = {
  /** Sees the message through whose turn it is. */
  readonly pass: (queue: Queue, next: Parcel) => Promise<void>;
  /** Of each channel. */
  readonly pace: Bucket;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};

export function createQueues({ pass, pace: perChannel, stopping, clock, log }: Parts) {
  const queues = new Map<string, Queue>();
  /** Messages that were changed a moment ago, until when they are left alone. */
  const restUntil = new Map<string, number>();
  /** What stands aside for a while. */
  const resting = new Map<string, Parcel>();
  return {
    enqueue,
    standAside,
    goBehind,
    rest,
    isAtHand,
    isResting: (key: string) => resting.has(key),
    running,
  };

  function enqueue(parcel: Parcel): void {
    // What comes while the bot stops stays owed.
    if (stopping.aborted) return;
    const queue = queueOf(parcel);
    resting.delete(parcel.key);
    queue.waiting.set(parcel.key, parcel);
    queue.running ??= drain(queue);
  }

  function isAtHand(key: string): boolean {
    if (resting.has(key)) return true;
    return [...queues.values()].some(({ waiting, carrying }) => carrying === key || waiting.has(key));
  }

  function running(): Promise<unknown> {
    return Promise.all([...queues.values()].map((queue) => queue.running));
  }

  function queueOf(parcel: Parcel): Queue {
    const name = nameOf(parcel);
    const known = queues.get(name);
    if (known) return known;
    const pace = createPace(perChannel, clock);
    const queue: Queue = { waiting: new Map(), carrying: undefined, running: undefined, pace };
    queues.set(name, queue);
    return queue;
  }

  async function drain(queue: Queue): Promise<void> {
    // It must not end in the turn in which it was begun, when it is not yet known to be running.
    await null;
    for (let next = first(queue); next && !stopping.aborted; next = first(queue)) {
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

  /** A message that was changed a moment ago steps aside, so that it does not hold up the others. */
  function rests(queue: Queue, parcel: Parcel): boolean {
    const restMs = (restUntil.get(parcel.key) ?? 0) - clock.ticks();
    if (!parcel.spacingMs || restMs <= 0) return false;
    standAside(queue, parcel, restMs);
    return true;
  }

  function standAside(queue: Queue, parcel: Parcel, forMs: number): void {
    const { key } = parcel;
    queue.waiting.delete(key);
    resting.set(key, parcel);
    void clock.sleep(forMs, stopping).then(() => {
      if (resting.get(key) === parcel) enqueue(parcel);
    });
  }

  /** Its turn comes again when all that waits had theirs. */
  function goBehind(queue: Queue, parcel: Parcel): void {
    queue.waiting.delete(parcel.key);
    queue.waiting.set(parcel.key, parcel);
  }

  function rest(key: string, forMs: number): void {
    const now = clock.ticks();
    for (const [other, until] of restUntil) if (until <= now) restUntil.delete(other);
    restUntil.set(key, now + forMs);
  }
}

/** An upload that does not come to an end holds up no message, and no message a note to one person. */
function nameOf({ channel, isFile, to }: Parcel): string {
  if (isFile) return `${channel} files`;
  return to === undefined ? channel : `${channel} notes`;
}

function first(queue: Queue): Parcel | undefined {
  return queue.waiting.values().next().value;
}
