// Shows operations: one card each, edited in place, with its trail in the thread and a pointer where it was asked.
import type { Operation } from "#src/operation/operation.ts";
import type { Messages, Table } from "#src/store/store.ts";
import type { Clicked } from "./chat.ts";
import { fitted } from "./fitted.ts";
import type { Outbox } from "./outbox.ts";
import type { Parcel } from "./parcel.ts";
import { channelMention, richText, type SlackMessage, words } from "./render/message.ts";
import { renderOperation } from "./render/operation.ts";
import { pagesOf } from "./render/operation-pages.ts";
import { fitsCard } from "./render/operation-parts.ts";
import { resultOf, trailOf } from "./render/operation-trail.ts";

export type Cards = {
  /** Brings the card, its thread and the pointer to the operation's state; also the message that was clicked, if it is another. */
  readonly show: (operation: Operation, clicked?: Clicked) => Promise<void>;
  /** The card as it is to be now; undefined when there is no such operation. */
  readonly draw: (id: string) => Promise<SlackMessage | undefined>;
  /** Whether everything that would run can be read now: on the card, or in its thread. */
  readonly isReadable: (operation: Operation) => Promise<boolean>;
  /** The outbox tells of what has arrived, and of what never will. */
  readonly arrived: (key: string) => Promise<void>;
  readonly refused: (key: string, why: string) => Promise<void>;
};

type Parts = {
  readonly outbox: Pick<Outbox, "send">;
  readonly store: Pick<Messages, "shown"> & { readonly operations: Pick<Table<Operation>, "find"> };
  /** Where a cluster's cards go; where it was asked when undefined. */
  readonly approvalsChannel: (cluster: string) => string | undefined;
  /** User ids, user-group ids or "*": who holds the role that approves. */
  readonly approvers: readonly string[];
  readonly redact: <T>(value: T) => T;
};

/** Slack allows about 50 edits a minute over the whole workspace. */
const spacingMs = 3_000;

export function createCards({ outbox, store, approvalsChannel, approvers, redact }: Parts): Cards {
  /** Why a page of a proposal's calls did not get into its thread. */
  const refusals = new Map<string, string>();
  /** What was given to the outbox by this process; it would find out itself, but by asking the store for each entry. */
  const sent = new Map<string, Set<string>>();

  return { show, draw, isReadable, arrived, refused };

  async function show(given: Operation, clicked?: Clicked): Promise<void> {
    const operation = redact(given);
    const { id, where, state } = operation;
    const place = placeOf(operation);

    await outbox.send(cardOf(operation));
    if (state !== "proposed") refusals.delete(id);
    else await sendPages(operation);
    for (const { key, message: said } of trailOf(operation, approvers))
      await once(operation, key, { ...place, under: id, message: fitted(said) });
    if (place.channel !== where.channel) await showThere(operation, place.channel);
    if (clicked) await redraw(operation, clicked);
    if (operation.endedAt !== undefined) sent.delete(id);
  }

  function cardOf(operation: Operation): Parcel {
    const { id } = operation;
    return { key: id, keeps: "card", draws: id, spacingMs, ...placeOf(operation) };
  }

  function placeOf({ cluster, where }: Operation): Pick<Parcel, "channel" | "thread"> {
    const channel = approvalsChannel(cluster) ?? where.channel;
    return { channel, ...(channel === where.channel && where.thread ? { thread: where.thread } : {}) };
  }

  async function draw(id: string): Promise<SlackMessage | undefined> {
    const found = await store.operations.find(id);
    if (!found) return undefined;
    const operation = redact(found);
    const readable = operation.state !== "proposed" || (await hasCalls(operation));
    return fitted(renderOperation(operation, { approvers, readable, refused: refusals.get(id) }));
  }

  async function isReadable(operation: Operation): Promise<boolean> {
    return (await store.shown(operation.id)) !== undefined && (await hasCalls(redact(operation)));
  }

  /** Whether the card, once it is there, and its thread tell everything. */
  async function hasCalls(operation: Operation): Promise<boolean> {
    if (fitsCard(operation.plan)) return true;
    const pages = await pagesUnderCard(operation);
    if (!pages) return false;
    for (const name of pages.keys()) if (!(await store.shown(`${operation.id}/${name}`))) return false;
    return true;
  }

  /** Undefined before the card is there. The card is in their names: one that was deleted and posted anew has another thread. */
  async function pagesUnderCard(
    operation: Operation,
  ): Promise<ReadonlyMap<string, SlackMessage> | undefined> {
    const card = await store.shown(operation.id);
    if (!card) return undefined;
    return new Map([...pagesOf(operation)].map(([name, page]) => [`calls/${card.ts}/${name}`, page]));
  }

  async function sendPages(operation: Operation): Promise<void> {
    if (fitsCard(operation.plan)) return;
    const place = placeOf(operation);
    for (const [name, message] of (await pagesUnderCard(operation)) ?? [])
      await once(operation, name, { ...place, under: operation.id, message });
  }

  /** With the card come its pages, and with the last page the card's buttons. */
  async function arrived(key: string): Promise<void> {
    const operation = await proposalOf(key);
    if (!operation) return;
    const isCard = key === operation.id;
    const isReady = await hasCalls(operation);
    if (isReady && !isCard) {
      refusals.delete(operation.id);
      await outbox.send(cardOf(operation));
    }
    if (!isReady && isCard && !refusals.has(operation.id)) await sendPages(operation);
  }

  /** The card says so, and whoever shows the operation again tries again. */
  async function refused(key: string, why: string): Promise<void> {
    const operation = await proposalOf(key);
    // A card that Slack does not take would not be taken again.
    if (!operation || key === operation.id) return;
    refusals.set(operation.id, why);
    sent.delete(operation.id);
    await outbox.send(cardOf(operation));
  }

  /** The proposal whose card or page it is. */
  async function proposalOf(key: string): Promise<Operation | undefined> {
    const [, id] = /^([^/]+)(?:\/calls\/.+)?$/.exec(key) ?? [];
    const found = id === undefined ? undefined : await store.operations.find(id);
    return found?.state === "proposed" ? redact(found) : undefined;
  }

  /** Where it was asked, when the card is elsewhere: where to look, and what became of it. */
  async function showThere(operation: Operation, channel: string): Promise<void> {
    const { where, by } = operation;
    const there = { channel: where.channel, ...(where.thread ? { thread: where.thread } : {}), instead: by };
    await once(operation, "pointer", { ...there, message: pointerTo(operation, channel) });
    for (const { key, message } of resultOf(operation))
      await once(operation, `there/${key}`, { ...there, message: fitted(message) });
  }

  async function once({ id }: Operation, key: string, parcel: Omit<Parcel, "key" | "keeps">): Promise<void> {
    const known = sent.get(id) ?? new Set();
    if (known.has(key)) return;
    await outbox.send({ ...parcel, key: `${id}/${key}`, keeps: "once" });
    sent.set(id, known.add(key));
  }

  /** A second card of the same operation, left by a crash between posting it and remembering it. */
  async function redraw({ id }: Operation, { channel, ts }: Clicked): Promise<void> {
    const card = await store.shown(id);
    if (card?.ts === ts && card.channel === channel) return;
    await outbox.send({ key: `${id}/copy/${ts}`, draws: id, channel, ts });
  }
}

function pointerTo({ plan, cluster, id, approvalsNeeded }: Operation, channel: string): SlackMessage {
  const what = `${plan.title} on ${cluster} (${id})`;
  const waits = approvalsNeeded === 0 ? "waits to be started" : "waits for approval";
  return {
    text: `${id} ${waits}`,
    blocks: [richText(words(`${what} ${waits} in `), channelMention(channel), words("."))],
  };
}
