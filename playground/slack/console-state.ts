// The workspace as one person sees it, for the page.
import type { ConsoleChannel, ConsoleFile, ConsoleMessage, ConsolePerson, ConsoleState } from "./console.ts";
import { visible } from "./messages.ts";
import { BOT, type Channel, TEAM } from "./people.ts";
import type { Message, State } from "./state.ts";

export function consoleState(state: State, as: string, connections: number): ConsoleState {
  return {
    team: TEAM.name,
    as,
    bot: { id: BOT.userId, name: BOT.name, connections },
    people: people(state),
    groups: [...state.groups.values()].map(({ id, handle }) => ({ id, handle })),
    channels: [...state.channels.values()]
      .filter((one) => one.members.has(as))
      .map((one) => channel(state, as, one)),
    modals: (state.stacks.get(as) ?? []).flatMap((id) => {
      const stored = state.views.get(id);
      return stored ? [{ id, view: stored.view }] : [];
    }),
    home: state.homes.get(as)?.view,
    scenarios: state.settings.scenarios?.list() ?? [],
    ...(state.settings.time ? { aheadMs: state.settings.time.aheadMs() } : {}),
    notice: state.settings.notice,
  };
}

function people(state: State): ConsolePerson[] {
  return [...state.people.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ id, isBot, name, realName, label }) => ({
      id,
      name: isBot ? name : realName,
      label: isBot ? "bot" : label,
    }));
}

function channel(state: State, as: string, one: Channel): ConsoleChannel {
  return {
    id: one.id,
    name: one.kind === "im" ? BOT.name : one.name,
    kind: one.kind === "im" ? "im" : "channel",
    messages: visible(state, as, one.id).map((message) => consoleMessage(state, message)),
  };
}

function consoleMessage(state: State, message: Message): ConsoleMessage {
  const { typed: _typed, metadata: _metadata, reactions: _reactions, files, ...rest } = message;
  const known = files?.flatMap((id) => file(state, id));
  return { ...rest, attachments: rest.attachments ?? [], ...(known ? { files: known } : {}) };
}

function file(state: State, id: string): ConsoleFile[] {
  const found = state.files.get(id);
  return found ? [{ id, name: found.name, content: found.content?.toString("utf8") ?? "" }] : [];
}
