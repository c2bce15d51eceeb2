// reactions.add.
import { type Arguments, required } from "../arguments.ts";
import { channelOf, find, replace } from "../messages.ts";
import { BOT } from "../people.ts";
import { Refusal } from "../refusal.ts";
import type { Context, Family } from "./method.ts";

export const reactions: Family = {
  "reactions.add": { tier: 3, scope: () => "reactions:write", run: add },
};

function add(args: Arguments, { state }: Context) {
  const channel = channelOf(state, required(args, "channel"));
  const message = find(state, channel.id, required(args, "timestamp"));
  if (!message) throw new Refusal("message_not_found");
  const name = required(args, "name");
  const others = message.reactions ?? [];
  if (others.some((one) => one.name === name)) throw new Refusal("already_reacted");
  replace(state, message, { reactions: [...others, { name, users: [BOT.userId], count: 1 }] });
  return {};
}
