// manifest.yml and the code must agree, or Slack sends nothing and says nothing.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { slashCommand } from "#src/slack/dispatch.ts";

const root = join(import.meta.dirname, "..");
const manifest = parse(readFileSync(join(root, "manifest.yml"), "utf8"));
const source = globSync("src/slack/**/*.ts", { cwd: root })
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

/** The bot scope that each Web API method needs (docs.slack.dev, method pages). */
const scopeOf: Readonly<Record<string, string | undefined>> = {
  "auth.test": undefined,
  "apps.connections.open": undefined,
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "chat.getPermalink": undefined,
  "views.open": undefined,
  "views.publish": undefined,
  "users.info": "users:read",
  "usergroups.users.list": "usergroups:read",
  "conversations.info": "channels:read",
  filesUploadV2: "files:write",
};

/** The scope that each event needs. */
const scopeOfEvent: Readonly<Record<string, string | undefined>> = {
  app_home_opened: undefined,
  app_mention: "app_mentions:read",
  "message.im": "im:history",
  subteam_members_changed: "usergroups:read",
  channel_shared: "channels:read",
  app_uninstalled: undefined,
  tokens_revoked: undefined,
};

const scopes: readonly string[] = manifest.oauth_config.scopes.bot;
const events: readonly string[] = manifest.settings.event_subscriptions.bot_events;

test("the slash command is the one the bot answers", () => {
  expect(manifest.features.slash_commands.map(({ command }: { command: string }) => command)).toEqual([
    slashCommand,
  ]);
});

test("every method that the code calls is known here, and its scope is asked for", () => {
  const called = [
    ...source.matchAll(/\b(?:web|client|app\.client)\.((?:[a-z]+\.)+[a-zA-Z]+|filesUploadV2)\(/g),
  ].map(([, name]) => name ?? "");
  expect(called.length).toBeGreaterThan(8);
  expect(called.filter((name) => !Object.hasOwn(scopeOf, name))).toEqual([]);
  for (const name of called) if (scopeOf[name]) expect(scopes).toContain(scopeOf[name]);
});

test("every event that is subscribed to is handled, and its scope is asked for", () => {
  expect(events.toSorted()).toEqual(Object.keys(scopeOfEvent).toSorted());
  for (const event of events) {
    expect(source).toContain(event === "message.im" ? '"im"' : `"${event}"`);
    if (scopeOfEvent[event]) expect(scopes).toContain(scopeOfEvent[event]);
  }
});

test("no scope is asked for without a use", () => {
  const used = new Set([...Object.values(scopeOf), ...Object.values(scopeOfEvent)]);
  // `commands` is the slash command itself, `im:write` opens direct messages, `groups:read` is conversations.info of private channels.
  const others = ["commands", "im:write", "groups:read"];
  expect(scopes.filter((scope) => !used.has(scope) && !others.includes(scope))).toEqual([]);
});

test("Slack's limits for a manifest are kept", () => {
  expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
  expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
  expect(manifest.features.bot_user.display_name.length).toBeLessThanOrEqual(80);
});

test("menus, buttons and the Home tab are switched on, and Socket Mode is the default", () => {
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  expect(manifest.features.app_home).toMatchObject({
    home_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  });
});
