// Where a message goes and what it says, as far as is known when its turn has come.
import type { Ref } from "#src/card/card.ts";
import type { Messages } from "#src/store/store.ts";
import type { Parcel, Sendable } from "./parcel.ts";
import type { SlackMessage } from "./render/message.ts";

export type Draw = (ref: Ref) => Promise<SlackMessage | undefined>;

type Addressed = Parcel & { readonly digest?: string };
type Parts = { readonly store: Pick<Messages, "shown">; readonly draw: Draw };

export function createAddress({ store, draw }: Parts) {
  return { addressed, sendable };

  /** Undefined when it is there already. */
  async function addressed(parcel: Parcel): Promise<Addressed | undefined> {
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
}
