// users.info, users.list and the user groups.
import { type Arguments, required, text } from "../arguments.ts";
import { BOT, type Group, type Person, TEAM } from "../people.ts";
import { Refusal } from "../refusal.ts";
import type { Context, Family } from "./method.ts";
import { page } from "./page.ts";

const read = () => "users:read";
const readGroups = () => "usergroups:read";

export const users: Family = {
  "users.info": { tier: 4, scope: read, run: info },
  "users.list": { tier: 2, scope: read, run: listAll },
  "users.lookupByEmail": { tier: 3, scope: () => "users:read.email", run: byEmail },
  "usergroups.list": { tier: 2, scope: readGroups, run: listGroups },
  "usergroups.users.list": { tier: 2, scope: readGroups, run: listGroupUsers },
};

function info(args: Arguments, { state }: Context) {
  const person = state.people.get(required(args, "user"));
  if (!person) throw new Refusal("user_not_found");
  return { user: userObject(person) };
}

function listAll(args: Arguments, { state }: Context) {
  const { items, response_metadata } = page([...state.people.values()], args);
  return { members: items.map(userObject), response_metadata };
}

function byEmail(args: Arguments, { state }: Context) {
  const email = required(args, "email").toLowerCase();
  const person = [...state.people.values()].find(
    ({ name, deleted }) => !deleted && `${name}@${TEAM.domain}.example` === email,
  );
  if (!person) throw new Refusal("users_not_found");
  return { user: userObject(person) };
}

function listGroups(args: Arguments, { state }: Context) {
  const withUsers = text(args, "include_users") === "true";
  const groups = [...state.groups.values()];
  return {
    usergroups: groups.map((one) => ({ ...groupObject(one), ...(withUsers && { users: one.users }) })),
  };
}

function listGroupUsers(args: Arguments, { state }: Context) {
  const group = state.groups.get(required(args, "usergroup"));
  if (!group) throw new Refusal("no_such_subteam");
  return { users: [...group.users] };
}

function userObject(person: Person): Record<string, unknown> {
  const base = {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    profile: { real_name: person.realName, display_name: person.name, team: person.teamId },
    is_bot: person.isBot,
    is_app_user: person.id === BOT.userId,
    updated: 1_700_000_000,
  };
  if (person.deleted) return base;
  return {
    ...base,
    real_name: person.realName,
    tz: "Etc/UTC",
    tz_label: "Coordinated Universal Time",
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    ...(person.isStranger ? { is_stranger: true } : {}),
  };
}

function groupObject(group: Group): Record<string, unknown> {
  return {
    id: group.id,
    team_id: TEAM.id,
    is_usergroup: true,
    name: group.handle,
    handle: group.handle,
    is_external: false,
    date_delete: 0,
    user_count: group.users.length,
  };
}
