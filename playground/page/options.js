// Where the options of a menu come from, and how a choice is reported, for each kind of menu.
import { suggest } from "./surface.js";

const SELECTED = {
  users: { one: "selected_user", many: "selected_users", initial: "initial_user", initials: "initial_users" },
  conversations: {
    one: "selected_conversation",
    many: "selected_conversations",
    initial: "initial_conversation",
    initials: "initial_conversations",
  },
  channels: {
    one: "selected_channel",
    many: "selected_channels",
    initial: "initial_channel",
    initials: "initial_channels",
  },
  option: {
    one: "selected_option",
    many: "selected_options",
    initial: "initial_option",
    initials: "initial_options",
  },
};
const DEFAULT_LEAST = 3;

/**
 * @returns {{ least: number, find(typed: string): Promise<{label?: string, options: object[]}[]>, before(kept?: object): object[], payload(option: object): unknown }}
 * `least` is how much must be typed first; `payload` is what an action carries for an option.
 */
export function optionSource(item, surface, at) {
  const kind = kindOf(item);
  const external = item.type.endsWith("external_select");
  return {
    least: external ? (item.min_query_length ?? DEFAULT_LEAST) : 0,
    find: async (typed) => {
      if (external) return [{ options: await suggest(surface, at, typed) }];
      return narrowed(kind === "option" ? groupsOf(item) : [{ options: people(kind, surface.names) }], typed);
    },
    before: (value) => chosenBefore(item, kind, value, surface.names),
    payload: (option) => (kind === "option" ? option : option.value),
  };
}

/** The entry in view.state.values for what is chosen. */
export function stored(item, chosen) {
  const kind = kindOf(item);
  const values = chosen.map((option) => (kind === "option" ? option : option.value));
  if (item.type.startsWith("multi_")) return { type: item.type, [SELECTED[kind].many]: values };
  return { type: item.type, [SELECTED[kind].one]: values[0] ?? null };
}

function kindOf(item) {
  return /(users|conversations|channels)_select$/.exec(item.type)?.[1] ?? "option";
}

function groupsOf(item) {
  if (!item.option_groups) return [{ options: item.options ?? [] }];
  return item.option_groups.map((group) => ({ label: group.label.text, options: group.options }));
}

function narrowed(groups, typed) {
  const wanted = typed.toLowerCase();
  const kept = groups.map((group) => ({
    ...group,
    options: group.options.filter(({ text }) => text.text.toLowerCase().includes(wanted)),
  }));
  return kept.filter(({ options }) => options.length > 0);
}

function people(kind, names) {
  const users = names.people.map(({ id, name }) => optionOf(id, `@${name}`));
  const channels = names.channels.map(({ id, name }) => optionOf(id, `#${name}`));
  return { users, channels, conversations: [...channels, ...users] }[kind];
}

function optionOf(value, text) {
  return { text: { type: "plain_text", text }, value };
}

function chosenBefore(item, kind, value, names) {
  const { one, many, initial, initials } = SELECTED[kind];
  const held = value ? (value[many] ?? value[one]) : (item[initials] ?? item[initial]);
  const list = [held ?? []].flat();
  if (kind === "option") return list;
  return list.map((id) => people(kind, names).find((option) => option.value === id) ?? optionOf(id, id));
}
