// Looks things up in a workspace for the set-up: whether a token works, and the ids behind names.
import { askSlack } from "./ask-slack.ts";

export type Slack = { readonly apiUrl: string; readonly botToken: string };

/** What it says of itself, or why it does not work, in words. */
export type Tried =
  | { readonly team: string; readonly scopes: readonly string[] }
  | { readonly problem: string };

export async function tryBotToken({ apiUrl, botToken }: Slack): Promise<Tried> {
  const answered = await askSlack<{ team: string; bot_id: string }>(apiUrl, "auth.test", botToken);
  if ("failed" in answered) return { problem: answered.failed };
  const { reply, headers } = answered;
  if (!reply.ok) return { problem: `Slack refuses it: ${reply.error}` };
  const scopes = (headers.get("x-oauth-scopes") ?? "").split(",").map((each) => each.trim());
  return { team: reply.team ?? "its workspace", scopes };
}

/** Undefined when it works. It opens no socket: Slack only says where one could be. */
export async function tryAppToken(apiUrl: string, appToken: string): Promise<string | undefined> {
  const answered = await askSlack(apiUrl, "apps.connections.open", appToken);
  if ("failed" in answered) return answered.failed;
  const { ok, error } = answered.reply;
  if (ok) return undefined;
  return error === "missing_scope" ? "it lacks the scope connections:write" : `Slack refuses it: ${error}`;
}

/** Somebody, or a user group, that can be given a role. */
export type Member = { readonly id: string; readonly name: string; readonly names: readonly string[] };

/** As users.list has it. */
type User = {
  readonly id: string;
  readonly name: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly profile?: { readonly display_name?: string; readonly real_name?: string };
};

type Group = { readonly id: string; readonly handle: string; readonly name?: string };

/** Everybody who may have a role; guests, bots and outsiders never do. */
export async function listMembers(slack: Slack): Promise<readonly Member[] | { readonly problem: string }> {
  const [users, groups] = await Promise.all([
    listAll<User>(slack, "users.list", "members"),
    listAll<Group>(slack, "usergroups.list", "usergroups"),
  ]);
  if ("problem" in users) return users;
  // A workspace on a free plan has no groups, and says so with an error.
  const found = "problem" in groups ? [] : groups.items;
  return [...users.items.filter(isFullMember).map(memberOf), ...found.map(groupOf)];
}

/** Undefined where nobody has it, or the scope for it was not granted. */
export async function findByEmail({ apiUrl, botToken }: Slack, email: string): Promise<Member | undefined> {
  const answered = await askSlack<{ user: User }>(apiUrl, "users.lookupByEmail", botToken, { email });
  if ("failed" in answered || !answered.reply.user) return undefined;
  const { user } = answered.reply;
  return isFullMember(user) ? memberOf(user) : undefined;
}

export type Room = {
  readonly id: string;
  readonly name: string;
  readonly isMember: boolean;
  /** With another organisation: nothing is answered there. */
  readonly isShared: boolean;
};

type Channel = {
  readonly id: string;
  readonly name: string;
  readonly is_member?: boolean;
  readonly is_ext_shared?: boolean;
};

/** Public channels, and the private ones that the bot is in. */
export async function listRooms(slack: Slack): Promise<readonly Room[] | { readonly problem: string }> {
  const wanted = { types: "public_channel,private_channel", exclude_archived: "true" };
  const found = await listAll<Channel>(slack, "conversations.list", "channels", wanted);
  if ("problem" in found) return found;
  return found.items.map(({ id, name, is_member = false, is_ext_shared = false }) => ({
    ...{ id, name, isMember: is_member, isShared: is_ext_shared },
  }));
}

type Page<T> = Readonly<Record<string, readonly T[]>> & {
  readonly response_metadata?: { readonly next_cursor?: string };
};

async function listAll<T>(
  { apiUrl, botToken }: Slack,
  method: string,
  key: string,
  wanted: Readonly<Record<string, string>> = {},
): Promise<{ readonly items: readonly T[] } | { readonly problem: string }> {
  const items: T[] = [];
  let cursor = "";
  do {
    const args = { ...wanted, limit: "500", ...(cursor && { cursor }) };
    const answered = await askSlack<Page<T>>(apiUrl, method, botToken, args);
    if ("failed" in answered) return { problem: answered.failed };
    const { reply } = answered;
    if (!reply.ok) return { problem: `Slack says ${reply.error} to ${method}` };
    items.push(...(reply[key] as readonly T[]));
    cursor = (reply as Page<T>).response_metadata?.next_cursor ?? "";
  } while (cursor !== "");
  return { items };
}

function isFullMember({ id, deleted, is_bot, is_restricted, is_stranger }: User): boolean {
  return !deleted && !is_bot && !is_restricted && !is_stranger && id !== "USLACKBOT";
}

function memberOf({ id, name, real_name = name, profile }: User): Member {
  const names = [id, name, real_name, profile?.display_name, profile?.real_name].filter(Boolean) as string[];
  return { id, name: real_name, names: [...new Set(names.map((each) => each.toLowerCase()))] };
}

function groupOf({ id, handle, name = handle }: Group): Member {
  return { id, name: `@${handle}`, names: [id, handle, name].map((each) => each.toLowerCase()) };
}
