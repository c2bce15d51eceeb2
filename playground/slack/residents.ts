// Changes who people are and which groups they are in, while the workspace runs.
import type { Context } from "./methods/method.ts";
import { type Person, TEAM } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { nextTs, type State } from "./state.ts";

export async function setGroup(
  id: string,
  users: readonly string[],
  { state, events }: Context,
): Promise<void> {
  const group = state.groups.get(id);
  if (!group) throw new Refusal("no_such_subteam");
  const before = [...group.users];
  group.users.splice(0, Number.POSITIVE_INFINITY, ...users);
  const added = users.filter((user) => !before.includes(user));
  const removed = before.filter((user) => !users.includes(user));
  await events.publish({
    type: "subteam_members_changed",
    subteam_id: id,
    team_id: TEAM.id,
    date_previous_update: Math.floor(state.settings.now() / 1_000) - 60,
    date_update: Math.floor(state.settings.now() / 1_000),
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
    event_ts: nextTs(state),
  });
}

export function changePerson(state: State, id: string, change: Partial<Person>): void {
  const person = state.people.get(id);
  if (!person) throw new Refusal("user_not_found");
  state.people.set(id, { ...person, ...change });
  state.changed.emit();
}
