// An outbox over a carrier that says what a test wants, and parcels for it.
import { silentLog } from "#src/base/log.ts";
import type { Delivery } from "#src/slack/delivery.ts";
import { type Carrier, createOutbox } from "#src/slack/outbox.ts";
import type { Parcel, Sendable } from "#src/slack/parcel.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
/** How long a claim on a message holds that nobody renews; each looks every 5 s. */
export const claimMs = 15_000;

/** Slack never answers it, nor do we. */
export const unheard = { deliver: () => new Promise<Delivery>(() => {}) };

export const nothing = async () => undefined;

export type Given = {
  readonly says?: readonly (Delivery | Promise<Delivery>)[];
  readonly store?: Store;
  readonly clock?: HandClock;
  /** What an operation is at the moment, in a word. */
  readonly state?: () => string;
  readonly carrier?: Carrier;
};

/** An outbox over a carrier that says these things first, and delivers everything after. */
export function given({
  says = [],
  store = openSqlite(":memory:"),
  clock = handClock(),
  state,
  carrier,
}: Given = {}) {
  const sent: Sendable[] = [];
  const telling: Carrier = {
    deliver: async (carried) => {
      sent.push(carried);
      return says[sent.length - 1] ?? { outcome: "delivered", ts: `${sent.length}.0` };
    },
  };
  const draw = state ? async () => ({ text: state(), blocks: [] }) : nothing;
  const outbox = createOutbox({ carrier: carrier ?? telling, draw, store, clock, log: silentLog });
  return { outbox, store, sent, clock, quiet: clock.settle };
}

/** The card of an operation, without a state of its own. */
export const card: Parcel = {
  key: "operation/op-1",
  keeps: "card",
  draws: { kind: "operation", id: "op-1" },
  channel: "C1",
};

export type Overrides = Partial<Omit<Parcel, "message">> & { readonly text?: string };

export function parcel(key: string, { text = key, ...overrides }: Overrides = {}): Sendable {
  const blocks = [{ type: "section" as const, text: { type: "plain_text" as const, text: "in a block" } }];
  return { key, channel: "C1", message: { text, blocks }, ...overrides };
}
