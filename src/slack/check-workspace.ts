// Whether a workspace is ready for the bot: its tokens, their scopes, its channels, and whether the clocks agree.
import type { Finding } from "#src/base/finding.ts";
import { askSlack } from "./ask-slack.ts";

export type Workspace = {
  readonly apiUrl: string;
  readonly botToken: string;
  /** "" in HTTP mode, which has none. */
  readonly appToken: string;
  /** Bot scopes of the manifest. */
  readonly scopes: readonly string[];
  /** Ids of the channels that the settings name. */
  readonly channels: readonly string[];
};

type Room = { readonly name?: string; readonly is_member?: boolean; readonly is_archived?: boolean };

/** Slack refuses signatures that are five minutes off; long before that, times on cards are wrong. */
const skewMs = 60_000;

/** Never rejects. */
export async function checkWorkspace(workspace: Workspace): Promise<readonly Finding[]> {
  const { botToken, appToken, channels } = workspace;
  const [bot, app, rooms] = await Promise.all([
    botToken === "" ? [] : checkBot(workspace),
    appToken === "" ? [] : checkApp(workspace),
    botToken === "" ? [] : Promise.all(channels.map((channel) => checkChannel(workspace, channel))),
  ]);
  return [...bot, ...app, ...rooms];
}

async function checkBot({ apiUrl, botToken, scopes }: Workspace): Promise<readonly Finding[]> {
  const answered = await askSlack<{ team?: string }>(apiUrl, "auth.test", botToken);
  if ("failed" in answered) return [{ ok: false, text: `SLACK_BOT_TOKEN: ${answered.failed}` }];
  const { reply, headers } = answered;
  if (!reply.ok) return [{ ok: false, text: `SLACK_BOT_TOKEN: Slack refuses it: ${reply.error}` }];
  const granted = (headers.get("x-oauth-scopes") ?? "").split(",").map((each) => each.trim());
  const missing = scopes.filter((scope) => !granted.includes(scope));
  const lacks = `SLACK_BOT_TOKEN: lacks ${missing.join(", ")}; add them under “OAuth & Permissions” as in manifest.yml, and install the app again`;
  return [
    { ok: true, text: `SLACK_BOT_TOKEN: Slack takes it, in ${reply.team ?? "its workspace"}` },
    missing.length > 0
      ? { ok: false, text: lacks }
      : { ok: true, text: "Scopes: all that manifest.yml names" },
    ...clock(headers.get("date")),
  ];
}

function clock(date: string | null): readonly Finding[] {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return [];
  const off = Math.round(Math.abs(Date.now() - theirs) / 1_000);
  if (off * 1_000 < skewMs) return [{ ok: true, text: "Clock: agrees with Slack's" }];
  return [
    { ok: false, text: `Clock: ${off} s off Slack's; set it, or let chrony or systemd-timesyncd do that` },
  ];
}

async function checkApp({ apiUrl, appToken }: Workspace): Promise<readonly Finding[]> {
  const answered = await askSlack(apiUrl, "apps.connections.open", appToken);
  if ("failed" in answered) return [{ ok: false, text: `SLACK_APP_TOKEN: ${answered.failed}` }];
  const { ok, error } = answered.reply;
  if (ok) return [{ ok: true, text: "SLACK_APP_TOKEN: Slack takes it" }];
  const why = error === "missing_scope" ? "lacks connections:write" : `Slack refuses it: ${error}`;
  return [{ ok: false, text: `SLACK_APP_TOKEN: ${why}` }];
}

async function checkChannel({ apiUrl, botToken }: Workspace, channel: string): Promise<Finding> {
  const answered = await askSlack<{ channel?: Room }>(apiUrl, "conversations.info", botToken, { channel });
  if ("failed" in answered) return { ok: false, text: `Channel ${channel}: ${answered.failed}` };
  const { ok, error, channel: found } = answered.reply;
  if (!ok && error === "channel_not_found")
    return {
      ok: false,
      text: `Channel ${channel}: not there, or private without the bot; type /invite @wheelhouse in it`,
    };
  if (!ok) return { ok: false, text: `Channel ${channel}: Slack says ${error}` };
  const name = found?.name ? `#${found.name}` : channel;
  if (found?.is_archived) return { ok: false, text: `Channel ${name}: is archived` };
  if (!found?.is_member)
    return { ok: false, text: `Channel ${name}: the bot is not in it; type /invite @wheelhouse there` };
  return { ok: true, text: `Channel ${name}: the bot is in it` };
}
