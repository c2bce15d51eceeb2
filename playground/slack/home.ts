// A person opens the bot's home tab.

import { channelOf } from "./messages.ts";
import type { Context } from "./methods/method.ts";
import { personOf } from "./say.ts";
import { nextTs } from "./state.ts";
import { viewObject } from "./views.ts";

export async function openHome({ as }: { readonly as: string }, { state, events }: Context): Promise<void> {
  const person = personOf(state, as);
  const shown = state.homes.get(as);
  await events.publish({
    type: "app_home_opened",
    user: person.id,
    channel: channelOf(state, person.id).id,
    tab: "home",
    event_ts: nextTs(state),
    ...(shown ? { view: viewObject(shown) } : {}),
  });
}
