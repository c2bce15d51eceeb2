// Modals and home tabs: what is open for whom, and the shape in which Slack reports it.
import { randomBytes } from "node:crypto";
import type { View } from "@slack/types";
import { initialValues } from "./elements.ts";
import { named } from "./messages.ts";
import { BOT, TEAM } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { nextId, type State, type StoredView, type Values } from "./state.ts";

/** Slack keeps at most so many modals on top of each other. */
const STACK_LIMIT = 3;

/** Opens a modal alone; what was open of this app goes away. */
export function openView(state: State, user: string, view: View): StoredView {
  closeAll(state, user);
  return show(state, user, view, []);
}

/** Opens a modal on top of those open. */
export function pushView(state: State, user: string, view: View): StoredView {
  const stack = state.stacks.get(user) ?? [];
  if (stack.length >= STACK_LIMIT) throw new Refusal("push_limit_reached");
  return show(state, user, view, stack);
}

function show(state: State, user: string, view: View, stack: readonly string[]): StoredView {
  const id = nextId(state, "V");
  const shown = namedView(state, view);
  const stored = store(state, {
    id,
    user,
    rootId: stack[0] ?? id,
    previousId: stack.at(-1) ?? null,
    view: shown,
    hash: newHash(state),
    values: initialValues(shown.blocks),
  });
  state.stacks.set(user, [...stack, id]);
  state.changed.emit();
  return stored;
}

/** Replaces what a view shows; what the person typed stays where block and action are still there. */
export function replaceView(state: State, old: StoredView, view: View, hash?: string): StoredView {
  if (hash && hash !== old.hash) throw new Refusal("hash_conflict");
  const named = namedView(state, view);
  const values = keepTyped(initialValues(named.blocks), old.values);
  return store(state, { ...old, view: named, hash: newHash(state), values });
}

export function publishHome(state: State, user: string, view: View, hash?: string): StoredView {
  const old = state.homes.get(user);
  if (hash && old && hash !== old.hash) throw new Refusal("hash_conflict");
  const id = old?.id ?? nextId(state, "V");
  const shown = namedView(state, view);
  const home = {
    id,
    user,
    rootId: id,
    previousId: null,
    view: shown,
    hash: newHash(state),
    values: initialValues(shown.blocks),
  };
  state.homes.set(user, home);
  return store(state, home);
}

/** Changes what the person has typed so far. */
export function setValues(state: State, view: StoredView, values: Values): StoredView {
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(view.values), ...Object.keys(values)])].map((block) => [
      block,
      { ...view.values[block], ...values[block] },
    ]),
  );
  const changed = store(state, { ...view, values: merged });
  if (view.view.type === "home") state.homes.set(view.user, changed);
  return changed;
}

export function closeTop(state: State, user: string): StoredView | undefined {
  const stack = state.stacks.get(user) ?? [];
  const top = stack.at(-1);
  state.stacks.set(user, stack.slice(0, -1));
  state.changed.emit();
  return top ? state.views.get(top) : undefined;
}

export function closeAll(state: State, user: string): void {
  state.stacks.delete(user);
  state.changed.emit();
}

export function viewById(state: State, id: string): StoredView | undefined {
  return state.views.get(id);
}

/** A view as it appears in answers and payloads. */
export function viewObject(stored: StoredView): Record<string, unknown> {
  const modal = { title: null, submit: null, close: null, clear_on_close: false, notify_on_close: false };
  return {
    id: stored.id,
    team_id: TEAM.id,
    app_id: BOT.appId,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.botId,
    private_metadata: "",
    callback_id: "",
    external_id: "",
    ...modal,
    ...stored.view,
    state: { values: stored.values },
    hash: stored.hash,
    root_view_id: stored.rootId,
    previous_view_id: stored.previousId,
  };
}

function store(state: State, view: StoredView): StoredView {
  state.views.set(view.id, view);
  state.changed.emit();
  return view;
}

function namedView(state: State, view: View): View {
  return { ...view, blocks: named(state, view.blocks) };
}

function keepTyped(fresh: Values, typed: Values): Values {
  return Object.fromEntries(
    Object.entries(fresh).map(([block, actions]) => [
      block,
      Object.fromEntries(
        Object.entries(actions).map(([action, value]) => [action, typed[block]?.[action] ?? value]),
      ),
    ]),
  );
}

function newHash(state: State): string {
  return `${Math.floor(state.settings.now() / 1_000)}.${randomBytes(4).toString("hex")}`;
}
