// Who is who in the state that the page shows.

/** @typedef {{ as: string, bot: string, people: readonly {id: string, name: string}[], channels: readonly {id: string, name: string}[], person(id: string): string | undefined, channel(id: string): string | undefined, group(id: string): string | undefined, isBot(id: string): boolean }} Names */

/** @returns {Names} */
export function namesOf(state) {
  const people = new Map(state.people.map((person) => [person.id, person]));
  const channels = state.channels.filter(({ kind }) => kind === "channel");
  const named = new Map(channels.map(({ id, name }) => [id, name]));
  return {
    as: state.as,
    bot: state.bot.id,
    people: state.people,
    channels,
    person: (id) => (id === state.bot.id ? state.bot.name : people.get(id)?.name),
    channel: (id) => named.get(id),
    group: (id) => state.groups.find((group) => group.id === id)?.handle,
    isBot: (id) => id === state.bot.id || people.get(id)?.label === "bot",
  };
}
