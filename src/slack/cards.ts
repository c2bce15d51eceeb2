// Shows records: one card each, edited in place, with its trail in the thread and a pointer where it was asked.
import { isPerson } from "#src/base/actor.ts";
import type { Card, Place, Ref } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import { createPages } from "./card-pages.ts";
import type { Clicked } from "./chat.ts";
import { fitted } from "./fitted.ts";
import { createOnce } from "./once.ts";
import type { Outbox } from "./outbox.ts";
import { slackPace } from "./pace.ts";
import { addressOf, keyOf, type Parcel, refOf } from "./parcel.ts";
import { renderCard, renderTrailEntry } from "./render/card.ts";
import type { SlackMessage } from "./render/message.ts";
import { createWhyHere } from "./why-here.ts";

export type Cards = {
  /** Brings the card, its thread and the pointer to the record's state; also the message that was clicked, if it is another. */
  readonly show: (ref: Ref, clicked?: Clicked) => Promise<void>;
  /** The card as it is to be now; undefined when there is no such record. */
  readonly draw: (ref: Ref) => Promise<SlackMessage | undefined>;
  /** Whether everything that would run can be read now: on the card, behind its button, or in its thread. */
  readonly isReadable: (ref: Ref) => Promise<boolean>;
  /** The outbox tells of what has arrived, and of what never will. */
  readonly arrived: (key: string) => Promise<void>;
  readonly refused: (key: string, why: string) => Promise<void>;
};

/** One for each kind of record: its card as it is now, or undefined when there is no such record. */
export type CardMakers = Readonly<Record<string, (id: string) => Promise<Card | undefined>>>;

type Parts = {
  readonly outbox: Pick<Outbox, "send">;
  readonly store: Pick<Messages, "shown">;
  readonly makers: CardMakers;
  /** Somebody of a user group. */
  readonly memberOf: (group: string) => Promise<string | undefined>;
  readonly redact: <T>(value: T) => T;
  /** Between two edits of one card. */
  readonly restMs?: number;
};

export function createCards(parts: Parts): Cards {
  const { outbox, store, makers, memberOf, redact, restMs = slackPace.cardRestMs } = parts;
  const once = createOnce(outbox);
  const sayWhyHere = createWhyHere({ store, once });
  const pages = createPages({ store, once });
  return { show, draw, isReadable, arrived, refused };

  async function show(ref: Ref, clicked?: Clicked): Promise<void> {
    const card = await make(ref);
    if (!card) return;
    const key = keyOf(ref);
    await outbox.send(parcelOf(card, restMs));
    await pages.send(card);
    for (const entry of card.trail) {
      const message = fitted(renderTrailEntry(entry));
      await once.send(key, entry.key, { under: key, ...addressOf(card.place), message });
    }
    await showElsewhere(card);
    if (clicked) await redraw(ref, clicked);
    if (card.isOver) once.forget(key);
  }

  async function make({ kind, id }: Ref): Promise<Card | undefined> {
    const card = await makers[kind]?.(id);
    return card && redact({ ...card, place: await reachable(card.place) });
  }

  /** Slack posts to a person, not to a user group. */
  async function reachable({ instead, ...place }: Place): Promise<Place> {
    const person = instead?.startsWith("S") ? await memberOf(instead) : instead;
    return person === undefined ? place : { ...place, instead: person };
  }

  async function draw(ref: Ref): Promise<SlackMessage | undefined> {
    const card = await make(ref);
    if (!card) return undefined;
    const reading = { readable: await pages.areThere(card), refused: pages.refusalOf(ref) };
    return fitted(renderCard(card, reading));
  }

  async function isReadable(ref: Ref): Promise<boolean> {
    const card = await make(ref);
    return card !== undefined && (await store.shown(keyOf(ref))) !== undefined && pages.areThere(card);
  }

  /** With the card come its pages, and with the last page the card's buttons. */
  async function arrived(key: string): Promise<void> {
    const ref = wholeRef(key);
    const made = ref && (await make(ref));
    if (made) await sayWhyHere(made);
    const card = await askingCard(key);
    if (!card) return;
    const isCard = key === keyOf(card.ref);
    const isReady = await pages.areThere(card);
    if (isReady && !isCard) {
      pages.forget(card.ref);
      await outbox.send(parcelOf(card, restMs));
    }
    if (!isReady && isCard && pages.refusalOf(card.ref) === undefined) await pages.send(card);
  }

  /** The card says so, and whoever shows the record again tries again. */
  async function refused(key: string, why: string): Promise<void> {
    const card = await askingCard(key);
    // A card that Slack does not take would not be taken again.
    if (!card || key === keyOf(card.ref)) return;
    pages.refuse(card.ref, why);
    await outbox.send(parcelOf(card, restMs));
  }

  /** The card that a key or one of its pages belongs to, as long as it asks for a decision that its detail is needed for. */
  async function askingCard(key: string): Promise<Card | undefined> {
    const ref = /^[^/]+\/[^/]+(\/calls\/.+)?$/.test(key) ? refOf(key) : undefined;
    const card = ref && (await make(ref));
    return card?.buttons.some(({ needsDetail }) => needsDetail) ? card : undefined;
  }

  /** Where it was asked, when the card is elsewhere: where to look, and what became of it. */
  async function showElsewhere({ ref, elsewhere, trail }: Card): Promise<void> {
    if (!elsewhere) return;
    const key = keyOf(ref);
    const { place, asker, pointer } = elsewhere;
    const there = {
      ...addressOf(place),
      ...(asker !== undefined && isPerson(asker) ? { instead: asker } : {}),
    };
    const entry = { key: "pointer", notification: pointer, says: pointer };
    await once.send(key, entry.key, { ...there, message: fitted(renderTrailEntry(entry)) });
    for (const result of trail.filter(({ isResult }) => isResult))
      await once.send(key, `there/${result.key}`, { ...there, message: fitted(renderTrailEntry(result)) });
  }

  /** A second card of the same record, left by a crash between posting it and remembering it. */
  async function redraw(ref: Ref, { channel, ts }: Clicked): Promise<void> {
    const key = keyOf(ref);
    const card = await store.shown(key);
    if (card?.ts === ts && card.channel === channel) return;
    await outbox.send({ key: `${key}/copy/${ts}`, draws: ref, channel, ts });
  }
}

/** The record whose card has this key; none for what is in its thread. */
function wholeRef(key: string): Ref | undefined {
  return /^[^/]+\/[^/]+$/.test(key) ? refOf(key) : undefined;
}

function parcelOf({ ref, place }: Card, spacingMs: number): Parcel {
  return { key: keyOf(ref), keeps: "card", draws: ref, spacingMs, ...addressOf(place) };
}
