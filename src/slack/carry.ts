// Sees one message through: tried until Slack has taken or refused it, then forgotten.
import { createHash } from "node:crypto";
import type { Clock } from "#src/base/clock.ts";
import { canonical, type Json } from "#src/base/json.ts";
import type { Log } from "#src/base/log.ts";
import type { Messages } from "#src/store/store.ts";
import {
  type Delivered,
  type Delivery,
  heldUpAttempts,
  longestRetryMs,
  nextAttempt,
  type Undelivered,
  whyOf,
} from "./delivery.ts";
import type { createOwed, Held } from "./owed.ts";
import { fileParcel, type Parcel, type Sendable } from "./parcel.ts";
import type { createQueues, Queue } from "./queues.ts";
import type { SlackMessage } from "./render/message.ts";

/** The one thing the outbox needs of Slack. */
export type Carrier = {
  readonly deliver: (parcel: Sendable, signal: AbortSignal) => Promise<Delivery>;
};

type Parts = {
  readonly carrier: Carrier;
  readonly store: Pick<Messages, "remember">;
  readonly owed: ReturnType<typeof createOwed>;
  readonly queues: Pick<ReturnType<typeof createQueues>, "standAside" | "rest">;
  readonly sendable: (parcel: Parcel) => Promise<Sendable | undefined>;
  readonly send: (parcel: Parcel) => Promise<void>;
  /** Sends what is owed under the key; false when nothing is. */
  readonly again: (key: string) => Promise<boolean>;
  readonly onArrived: ((key: string) => Promise<void>) | undefined;
  readonly onRefused: ((key: string, why: string) => Promise<void>) | undefined;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};

function digestOf(message: SlackMessage): string {
  return createHash("sha256")
    .update(canonical(message as unknown as Json))
    .digest("base64url");
}

export function createCarry(parts: Parts): (queue: Queue, key: string) => Promise<void> {
  const { carrier, store, owed, queues, sendable, send, again, onArrived, onRefused } = parts;
  const { stopping, clock, log } = parts;
  /** What Slack has not taken for long: it gets one attempt at a time. */
  const stuck = new Set<string>();
  return carry;

  /** Tries until Slack has taken or refused it, a newer state replaces it, or the bot stops. */
  async function carry(queue: Queue, key: string): Promise<void> {
    const held = await owed.get(key);
    if (!held) return;
    let form = isTooLate(held.parcel) ? undefined : await sendable(held.parcel);
    if (!form) return settle(held);
    const digest = digestOf(form.message);
    // Slack marks an edit that changes nothing as one, too.
    if (form.keeps === "card" && form.ts && form.digest === digest)
      return arrived(held, form, { ts: form.ts, digest });
    const patience = stuck.has(key) ? 1 : heldUpAttempts;
    for (let attempt = 1; !stopping.aborted && !queue.waiting.has(key); attempt++) {
      const delivery = await carrier.deliver(form, stopping);
      if (delivery.outcome === "delivered") return arrived(held, form, { ...delivery, digest });
      await doubt(form);
      const next = nextAttempt(form, delivery, attempt);
      if (!next) return refused(held, delivery);
      log.warn("Slack did not take a message yet", { channel: form.channel, ...delivery });
      const isSame = next.form === form;
      if (isSame && delivery.outcome === "retry" && !form.isFile && attempt >= patience) {
        stuck.add(key);
        return queues.standAside(queue, held.parcel, longestRetryMs);
      }
      form = next.form;
      if (next.waitMs > 0) await clock.sleep(next.waitMs, stopping);
      // Another process may have taken it up, while this one stood still or could not say that it lives.
      if (!(await owed.isOurs(key))) return;
    }
  }

  function isTooLate({ channel, until }: Parcel): boolean {
    if (until === undefined || clock.now() <= until) return false;
    log.error("a note was not delivered in time", { channel });
    return true;
  }

  /** It may have arrived without our hearing of it. */
  async function doubt({ key, channel, ts, digest }: Sendable): Promise<void> {
    if (digest !== undefined && ts) await store.remember(key, channel, ts);
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
    { ts, channel = form.channel, digest }: Omit<Delivered, "outcome"> & { readonly digest: string },
  ): Promise<void> {
    const { key, keeps, spacingMs } = form;
    if (spacingMs) queues.rest(key, spacingMs);
    const file = fileParcel({ ...form, channel }, ts);
    // The file is owed and the message remembered before it is settled, so a crash in between loses and doubles neither.
    if (file) await send(file);
    if (keeps && (ts !== form.ts || digest !== form.digest)) await store.remember(key, channel, ts, digest);
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
