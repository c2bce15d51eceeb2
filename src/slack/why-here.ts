// Tells whoever got a card in its channel's place why, once, in the card's thread.
import type { Card, Sentence } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import { fitted } from "./fitted.ts";
import type { Once } from "./once.ts";
import { addressOf, keyOf } from "./parcel.ts";
import { renderTrailEntry } from "./render/card.ts";
import { isDirect } from "./whisper.ts";

type Parts = { readonly store: Pick<Messages, "shown">; readonly once: Pick<Once, "send"> };

export function createWhyHere({ store, once }: Parts): (card: Card) => Promise<void> {
  return async ({ ref, place }) => {
    const key = keyOf(ref);
    const shown = place.instead === undefined ? undefined : await store.shown(key);
    if (!shown || !isDirect(shown.channel) || isDirect(place.channel)) return;
    const says: Sentence = [
      "You get this because ",
      { channel: place.channel },
      " does not take it: I am not in it, or it is archived or gone.",
    ];
    const next: Sentence = [
      "Type ",
      { code: "/invite @wheelhouse" },
      " there, or set another channel in wheelhouse.yaml.",
    ];
    const entry = { key: "why-here", notification: says, says, next };
    await once.send(key, entry.key, {
      under: key,
      ...addressOf(place),
      message: fitted(renderTrailEntry(entry)),
    });
  };
}
