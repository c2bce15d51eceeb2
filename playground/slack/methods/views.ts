// views.open, push, update and publish.
import { type Arguments, required, text } from "../arguments.ts";
import { viewOf } from "../content.ts";
import { takeTrigger } from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import type { State, StoredView } from "../state.ts";
import { openView, publishHome, pushView, replaceView, viewById, viewObject } from "../views.ts";
import type { Context, Family } from "./method.ts";

export const views: Family = {
  "views.open": { tier: 4, run: open },
  "views.push": { tier: 4, run: push },
  "views.update": { tier: 4, run: update },
  "views.publish": { tier: 4, run: publish },
};

function open(args: Arguments, { state }: Context) {
  const view = modalOf(args);
  return answer(openView(state, takeTrigger(state, required(args, "trigger_id")), view));
}

function push(args: Arguments, { state }: Context) {
  const view = modalOf(args);
  return answer(pushView(state, takeTrigger(state, required(args, "trigger_id")), view));
}

function update(args: Arguments, { state }: Context) {
  const old = find(args, state);
  if (!old) throw new Refusal("not_found");
  return answer(replaceView(state, old, viewOf(args), text(args, "hash")));
}

function publish(args: Arguments, { state }: Context) {
  const user = required(args, "user_id");
  if (!state.people.has(user)) throw new Refusal("user_not_found");
  const view = viewOf(args);
  if (view.type !== "home") throw new Refusal("invalid_arguments");
  return answer(publishHome(state, user, view, text(args, "hash")));
}

function modalOf(args: Arguments) {
  const view = viewOf(args);
  if (view.type !== "modal") throw new Refusal("invalid_arguments");
  return view;
}

/** A view that is still open; closed ones are gone. */
function find(args: Arguments, state: State): StoredView | undefined {
  const external = text(args, "external_id");
  const found = external
    ? [...state.views.values()].find(({ view }) => view.external_id === external)
    : viewById(state, required(args, "view_id"));
  if (!found) return undefined;
  const open = found.view.type === "home" || state.stacks.get(found.user)?.includes(found.id);
  return open ? found : undefined;
}

function answer(view: StoredView) {
  return { view: viewObject(view) };
}
