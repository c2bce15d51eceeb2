// What is too long even for the button of a card: page by page in its thread, and no decision before the last page is there.
import type { Card, Ref } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import type { Once } from "./once.ts";
import { addressOf, keyOf } from "./parcel.ts";
import { foldingOf } from "./render/folding.ts";
import type { SlackMessage } from "./render/message.ts";
import { pagesOf } from "./render/pages.ts";

export type Pages = {
  /** Whether the card, once it is there, its button and its thread tell everything. */
  readonly areThere: (card: Card) => Promise<boolean>;
  readonly send: (card: Card) => Promise<void>;
  /** Why a page did not get into the thread. */
  readonly refusalOf: (ref: Ref) => string | undefined;
  readonly refuse: (ref: Ref, why: string) => void;
  readonly forget: (ref: Ref) => void;
};

type Parts = { readonly store: Pick<Messages, "shown">; readonly once: Once };

export function createPages({ store, once }: Parts): Pages {
  const refusals = new Map<string, string>();

  return {
    areThere: async (card) => {
      if (!isPaged(card)) return true;
      const pages = await pagesUnder(card);
      if (!pages) return false;
      for (const name of pages.keys()) if (!(await store.shown(`${keyOf(card.ref)}/${name}`))) return false;
      return true;
    },
    send: async (card) => {
      const { ref, place } = card;
      if (!isPaged(card)) return void refusals.delete(keyOf(ref));
      for (const [name, message] of (await pagesUnder(card)) ?? [])
        await once.send(keyOf(ref), name, { under: keyOf(ref), ...addressOf(place), message });
    },
    refusalOf: (ref) => refusals.get(keyOf(ref)),
    refuse: (ref, why) => {
      refusals.set(keyOf(ref), why);
      once.forget(keyOf(ref));
    },
    forget: (ref) => void refusals.delete(keyOf(ref)),
  };

  /** Undefined before the card is there. The card is in their names: one that was deleted and posted anew has another thread. */
  async function pagesUnder({ ref, detail }: Card): Promise<ReadonlyMap<string, SlackMessage> | undefined> {
    const card = await store.shown(keyOf(ref));
    if (!card || !detail) return undefined;
    const pages = pagesOf(ref.id, detail.whole);
    return new Map([...pages].map(([name, page]) => [`calls/${card.ts}/${name}`, page]));
  }
}

/** Only while somebody has yet to decide by it. */
function isPaged(card: Card): boolean {
  return card.buttons.some(({ needsDetail }) => needsDetail) && foldingOf(card) === "thread";
}
