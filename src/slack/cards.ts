// Shows operations: one card each, edited in place, with its trail in the thread and a pointer where it was asked.
import type { Operation } from "#src/operation/operation.ts";
import type { Messages, OperationTable } from "#src/store/store.ts";
import type { Clicked } from "./chat.ts";
import { fitted } from "./fitted.ts";
import type { Outbox } from "./outbox.ts";
import type { Parcel } from "./parcel.ts";
import { channelMention, richText, type SlackMessage, words } from "./render/message.ts";
import { renderOperation } from "./render/operation.ts";
import { fitsCard, wholeText } from "./render/operation-parts.ts";
import { resultOf, trailOf } from "./render/operation-trail.ts";

export type Cards = {
  /** Brings the card, its thread and the pointer to the operation's state; also the message that was clicked, if it is another. */
  readonly show: (operation: Operation, clicked?: Clicked) => Promise<void>;
  /** The card as it is to be now; undefined when there is no such operation. */
  readonly draw: (id: string) => Promise<SlackMessage | undefined>;
  /** Whether everything that would run can be read now: on the card, or in its thread. */
  readonly isReadable: (operation: Operation) => Promise<boolean>;
  /** The outbox tells of what has arrived. */
  readonly arrived: (key: string) => void;
};

type Parts = {
  readonly outbox: Pick<Outbox, "send">;
  readonly store: Pick<Messages, "shown"> & Pick<OperationTable, "operation">;
  /** Where a cluster's cards go; where it was asked when undefined. */
  readonly approvalsChannel: (cluster: string) => string | undefined;
  /** User ids, user-group ids or "*": who holds the role that approves. */
  readonly approvers: readonly string[];
  readonly redact: <T>(value: T) => T;
};

/** Slack allows about 50 edits a minute over the whole workspace. */
const spacingMs = 3_000;

export function createCards({ outbox, store, approvalsChannel, approvers, redact }: Parts): Cards {
  /** Proposals whose calls are on their way into the thread. */
  const unreadable = new Map<string, Operation>();
  /** What was given to the outbox by this process; it would find out itself, but by asking the store for each entry. */
  const sent = new Map<string, Set<string>>();

  return { show, draw, isReadable, arrived };

  async function show(given: Operation, clicked?: Clicked): Promise<void> {
    const operation = redact(given);
    const { id, where, plan } = operation;
    const channel = approvalsChannel(operation.cluster) ?? where.channel;
    const isHere = channel === where.channel;
    const thread = isHere ? where.thread : undefined;
    const place = { channel, ...(thread ? { thread } : {}) };
    const readable = await hasCalls(given);

    await outbox.send({ key: id, keeps: "card", draws: id, spacingMs, ...place });
    if (operation.state === "proposed" && !readable) {
      unreadable.set(id, given);
      await once(operation, "calls", {
        ...place,
        under: id,
        message: callsNote(operation),
        file: callsFile(operation),
      });
    }
    if (!fitsCard(plan) && operation.state !== "proposed") unreadable.delete(id);
    for (const { key, message: said } of trailOf(operation, approvers))
      await once(operation, key, { ...place, under: id, message: fitted(said) });
    if (!isHere) await showThere(operation, channel);
    if (clicked) await redraw(operation, clicked);
    if (operation.endedAt !== undefined) sent.delete(id);
  }

  async function draw(id: string): Promise<SlackMessage | undefined> {
    const operation = await store.operation(id);
    if (!operation) return undefined;
    return fitted(renderOperation(redact(operation), { approvers, readable: await hasCalls(operation) }));
  }

  async function isReadable(operation: Operation): Promise<boolean> {
    return (await store.shown(operation.id)) !== undefined && (await hasCalls(operation));
  }

  /** Whether the card, once it is there, and its thread tell everything. */
  async function hasCalls({ id, plan }: Operation): Promise<boolean> {
    return fitsCard(plan) || (await store.shown(`${id}/calls/file`)) !== undefined;
  }

  function arrived(key: string): void {
    const id = /^(.+)\/calls\/file$/.exec(key)?.[1];
    const operation = id && unreadable.get(id);
    if (!operation) return;
    unreadable.delete(id);
    // The outbox asks for the buttons to be added; what fails here is tried again at the next change.
    void show(operation).catch(() => unreadable.set(id, operation));
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

function pointerTo({ plan, cluster, id }: Operation, channel: string): SlackMessage {
  const what = `${plan.title} on ${cluster} (${id})`;
  return {
    text: `${id} waits for approval`,
    blocks: [richText(words(`${what} waits for approval in `), channelMention(channel), words("."))],
  };
}

function callsNote({ id }: Operation): SlackMessage {
  const said = `Everything that ${id} would do, as one file.`;
  return { text: said, blocks: [richText(words(said))] };
}

function callsFile({ id, plan }: Operation) {
  return { name: `${id}.txt`, content: wholeText(plan) };
}
