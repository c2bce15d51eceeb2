// The simulated workspace keeps the contract, and a real one does too when its token is given. Then what only the
// simulator can show, since it plays the people: Bolt, end to end, over both roads.
import { get } from "node:http";
import { WebClient } from "@slack/web-api";
import { afterEach, describe, expect, test } from "vitest";
import WebSocket from "ws";
import type { ConsoleState } from "../../playground/slack/console.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../playground/slack/workspace.ts";
import { form, startApp, webOf } from "./bolt-app.ts";
import { errorOf, workspaceContract } from "./workspace.ts";

const { WHEELHOUSE_TEST_SLACK_BOT_TOKEN: token, WHEELHOUSE_TEST_SLACK_CHANNEL: channel } = process.env;

describe("simulated", () => {
  workspaceContract(async () => {
    const workspace = await startWorkspace({ rateLimits: false });
    return { web: webOf(workspace), channel: OPS, close: workspace.close };
  });
});

if (token && channel) {
  describe("real", () => {
    workspaceContract(async () => ({ web: new WebClient(token), channel }));
  });
}

const OPS = "C0OPS";
const ann = { as: "U0ANN", channel: OPS };

const started: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of started.splice(0).reverse()) await stop();
});

describe("Bolt over Socket Mode with two connections", () => {
  test("a slash command is acked and answered", async () => {
    const { workspace } = await startBot();

    await workspace.say({ ...ann, text: "/k8s status @bob <now>" });
    await workspace.settled();

    expect(workspace.connections()).toBe(2);
    expect(workspace.transcript(ann)).toBe(
      [
        "# ops",
        "Ann: /k8s status @bob <now>",
        "wheelhouse:",
        "  you said: status @bob <now>",
        "  [Press] <Pick v> <Find v>",
      ].join("\n"),
    );
  });

  test("every payload goes to one connection, in turn", async () => {
    const { workspace, heard } = await startBot();

    for (const text of ["/k8s a", "/k8s b", "/k8s c", "/k8s d"]) await workspace.say({ ...ann, text });
    await workspace.settled();

    expect(heard.map(({ by }) => by).toSorted()).toEqual([0, 0, 1, 1]);
    expect(workspace.visible(ann)).toHaveLength(4);
  });

  test("a click carries who, where and the message, and its response_url replaces it", async () => {
    const { workspace, heard } = await startBot();
    await greeted(workspace);

    const { acked } = await workspace.click({ as: "U0BOB", where: { channel: OPS }, label: "Press" });
    const message = await workspace.next((now) => now.visible(ann).find(({ edited }) => edited));

    expect(acked).toBe(true);
    expect(message.text).toBe("pressed");
    expect(heard.at(-1)?.body).toMatchObject({
      type: "block_actions",
      user: { id: "U0BOB", team_id: "T0HOME" },
      team: { id: "T0HOME" },
      channel: { id: OPS, name: "ops" },
      container: { type: "message", message_ts: message.ts, channel_id: OPS, is_ephemeral: false },
      message: { ts: message.ts, blocks: [{ type: "section" }, { type: "actions" }] },
      actions: [{ type: "button", action_id: "press", value: "v1", action_ts: expect.any(String) }],
    });
  });

  test("a choice in a menu arrives as the option", async () => {
    const { workspace, heard } = await startBot();
    await greeted(workspace);

    await workspace.choose({ as: "U0ANN", where: { channel: OPS }, action_id: "pick", option: "two" });

    expect(heard.at(-1)?.body).toMatchObject({
      actions: [{ type: "static_select", selected_option: { value: "two" } }],
      state: { values: { row: { pick: { selected_option: { value: "two" } } } } },
    });
  });

  test("an external select asks the bot for its options", async () => {
    const { workspace } = await startBot();
    await greeted(workspace);
    const where = { channel: OPS };

    const options = await workspace.suggest({ as: "U0ANN", where, action_id: "find", text: "w" });
    await workspace.choose({ as: "U0ANN", where, action_id: "find", option: "w-2" });

    expect(options.map(({ value }) => value)).toEqual(["w-1", "w-2"]);
  });

  test("a modal opens, refuses bad input, and closes on good input", async () => {
    const { workspace, heard } = await startBot();
    await workspace.say({ ...ann, text: "/k8s modal" });
    await workspace.next((now) => now.modals(ann).length);

    const empty = await workspace.submit({ as: "U0ANN", values: {} });
    const refused = await workspace.submit({ as: "U0ANN", values: { reason: "bad" } });
    const taken = await workspace.submit({ as: "U0ANN", values: { reason: "kernel upgrade" } });

    expect(empty).toEqual({ errors: { reason: "Please complete this required field." }, acked: false });
    expect(refused).toEqual({ errors: { reason: "not that" }, acked: true });
    expect(taken).toEqual({ acked: true });
    expect(workspace.modals(ann)).toEqual([]);
    expect(heard.at(-1)?.body).toMatchObject({
      type: "view_submission",
      view: {
        callback_id: "form",
        private_metadata: "m",
        state: { values: { reason: { text: { type: "plain_text_input", value: "kernel upgrade" } } } },
      },
    });
  });

  test("a mention fires app_mention with the thread it was made in", async () => {
    const { workspace, heard } = await startBot();
    const { ts: root = "" } = await workspace.say({ ...ann, text: "look" });

    await workspace.say({ ...ann, thread_ts: root, text: "@wheelhouse status & more" });

    expect(heard.at(-1)?.body).toMatchObject({
      type: "event_callback",
      event: { type: "app_mention", text: "<@U0WHEEL> status &amp; more", thread_ts: root, user: "U0ANN" },
    });
  });

  test("a direct message fires message.im", async () => {
    const { workspace, heard } = await startBot();

    await workspace.say({ as: "U0ANN", channel: "D0ANN", text: "status" });

    expect(heard.at(-1)?.body).toMatchObject({
      event: { type: "message", channel_type: "im", channel: "D0ANN" },
    });
  });

  test("opening the home tab lets the bot publish it", async () => {
    const { workspace } = await startBot();

    await workspace.openHome({ as: "U0VIC" });
    const home = await workspace.next((now) => now.home({ as: "U0VIC" }));

    expect(workspace.viewText(home)).toBe("== Your clusters ==");
  });

  test("while one connection is refreshed, commands arrive on the other", async () => {
    const { workspace } = await startBot({ refreshGraceMs: 10 });

    workspace.refresh();
    await workspace.next((now) => now.connections() === 1);
    await workspace.say({ ...ann, text: "/k8s still there" });
    await workspace.settled();

    expect(workspace.visible(ann).at(-1)?.text).toContain("still there");
  });

  test("a command finds nobody after the sockets were cut, and the person is told", async () => {
    const { workspace } = await startBot();

    workspace.drop();
    await workspace.next((now) => now.connections() === 0);
    await workspace.say({ ...ann, text: "/k8s hello" });

    expect(workspace.transcript(ann)).toContain(
      'Slackbot (only visible to Ann): /k8s failed with the error "dispatch_failed"',
    );
  });
});

describe("Bolt over HTTP", () => {
  test("commands, clicks, modals and events arrive signed and are acked in the response", async () => {
    const { workspace, heard } = await startBot({}, "http");

    await workspace.say({ ...ann, text: "/k8s over http" });
    await workspace.settled();
    const options = await workspace.suggest({
      as: "U0ANN",
      where: { channel: OPS },
      action_id: "find",
      text: "w",
    });
    await workspace.click({ as: "U0BOB", where: { channel: OPS }, label: "Press" });
    await workspace.say({ ...ann, text: "@wheelhouse hi" });
    await workspace.say({ ...ann, text: "/k8s modal" });
    await workspace.next((now) => now.modals(ann).length);
    const refused = await workspace.submit({ as: "U0ANN", values: { reason: "bad" } });

    expect(workspace.visible(ann)[0]?.text).toMatch(/over http|pressed/);
    expect(options.map(({ value }) => value)).toEqual(["w-1", "w-2"]);
    expect(refused).toEqual({ errors: { reason: "not that" }, acked: true });
    expect(heard.map(({ body }) => body.command ?? body.type)).toEqual([
      "/k8s",
      "block_suggestion",
      "block_actions",
      "event_callback",
      "/k8s",
      "view_submission",
    ]);
  });

  test("the address proves itself with the challenge", async () => {
    const { workspace } = await startBot({}, "http");

    expect(await workspace.verifyUrl()).toBe(true);
  });

  test("a wrong signing secret is not acked", async () => {
    const { workspace, url } = await startBot({}, "http");
    workspace.deliverTo({ url, signingSecret: "another" });

    await workspace.say({ ...ann, text: "/k8s x" });

    expect(workspace.visible(ann).at(-1)?.text).toContain("dispatch_failed");
  });
});

describe("delivery", () => {
  test("an event that is not acked comes again with its number; a command does not", async () => {
    const workspace = await begin({ ackTimeoutMs: 20, eventRetryDelaysMs: [0, 5] });
    const envelopes = await deafSocket(workspace);

    await workspace.say({ as: "U0ANN", channel: "D0ANN", text: "hello" });
    await workspace.next(() => envelopes.length === 3);
    await workspace.say({ ...ann, text: "/k8s x" });
    await workspace.settled();

    const [first, second, third, command] = envelopes;
    expect([first, second, third].map((one) => one?.retry_attempt)).toEqual([0, 1, 2]);
    expect(new Set([first, second, third].map((one) => one?.payload.event_id)).size).toBe(1);
    expect(second?.retry_reason).toBe("timeout");
    expect(command?.type).toBe("slash_commands");
    expect(envelopes).toHaveLength(4);
    expect(workspace.visible(ann).at(-1)?.text).toBe('/k8s failed with the error "operation_timeout"');
  });

  test("a command whose socket dies before the ack has failed for the person", async () => {
    const workspace = await begin();
    const envelopes = await deafSocket(workspace);

    const said = workspace.say({ ...ann, text: "/k8s x" });
    await workspace.next(() => workspace.connections() === 1);
    workspace.drop();
    await said;

    expect(envelopes.length).toBeLessThanOrEqual(1);
    expect(workspace.visible(ann).at(-1)?.text).toContain("dispatch_failed");
  });

  test("the same callback can be delivered twice", async () => {
    const workspace = await begin({ ackTimeoutMs: 20, eventRetryDelaysMs: [] });
    const envelopes = await deafSocket(workspace);
    const callback = { type: "event_callback", event_id: "Ev1", event: { type: "app_mention" } };

    await workspace.deliver(callback);
    await workspace.deliver(callback);

    expect(envelopes.map(({ payload }) => payload)).toEqual([callback, callback]);
    expect(envelopes[0]).not.toEqual(envelopes[1]);
  });

  test("a changed user group is an event", async () => {
    const workspace = await begin({ ackTimeoutMs: 20, eventRetryDelaysMs: [] });
    const envelopes = await deafSocket(workspace);

    await workspace.setGroup("S0SRE", ["U0BOB", "U0VIC"]);

    expect(envelopes[0]?.payload).toMatchObject({
      event: { type: "subteam_members_changed", added_users: ["U0VIC"], removed_users: ["U0SAM"] },
    });
    expect(await webOf(workspace).usergroups.users.list({ usergroup: "S0SRE" })).toMatchObject({
      users: ["U0BOB", "U0VIC"],
    });
  });

  test("the bot hears its own direct messages, marked as its own", async () => {
    const workspace = await begin({ ackTimeoutMs: 20, eventRetryDelaysMs: [] });
    const envelopes = await deafSocket(workspace);

    await webOf(workspace).chat.postMessage({ channel: "U0ANN", text: "done" });
    await workspace.settled();

    expect(envelopes[0]?.payload).toMatchObject({
      event: { type: "message", channel: "D0ANN", channel_type: "im", bot_id: "B0WHEEL" },
    });
  });

  test("the eleventh connection is turned away", async () => {
    const workspace = await begin();
    for (let count = 0; count < 10; count += 1) await deafSocket(workspace);

    const [refused] = await deafSocket(workspace, "disconnect");

    expect(refused).toMatchObject({ type: "disconnect", reason: "too_many_websockets" });
    expect(workspace.connections()).toBe(10);
  });

  test("guests of other teams cannot run commands", async () => {
    const workspace = await begin();

    await workspace.say({ as: "U0STELLA", channel: "C0PARTNER", text: "/k8s status" });

    const told = workspace.visible({ as: "U0STELLA", channel: "C0PARTNER" });
    expect(told.at(-1)?.text).toContain("is not a valid command");
  });
});

test("a bot token is told in a header which scopes it was given", async () => {
  const workspace = await begin();

  const { response_metadata } = await webOf(workspace, workspace.botToken).auth.test();

  expect(response_metadata?.scopes).toContain("chat:write");
});

describe("refusals", () => {
  test.each([
    ["no token", "", "not_authed"],
    ["a wrong token", "xoxb-wrong", "invalid_auth"],
    ["the app's token", "xapp-playground", "not_allowed_token_type"],
  ])("%s", async (_title, given, error) => {
    const workspace = await begin();

    const answer = await errorOf(webOf(workspace, given).auth.test());

    expect(answer.error).toBe(error);
  });

  test.each([
    [
      "a private channel without the bot",
      "chat.postMessage",
      { channel: "C0SECRET", text: "x" },
      "channel_not_found",
    ],
    [
      "a public channel without the bot",
      "chat.postMessage",
      { channel: "C0RANDOM", text: "x" },
      "not_in_channel",
    ],
    [
      "whispering to the absent",
      "chat.postEphemeral",
      { channel: OPS, user: "U0SUE", text: "x" },
      "user_not_in_channel",
    ],
    [
      "101 attachments",
      "chat.postMessage",
      { channel: OPS, attachments: Array(101).fill({}) },
      "too_many_attachments",
    ],
    [
      "14,500 characters",
      "chat.postMessage",
      { channel: OPS, blocks: sections(5, 2_900) },
      "msg_blocks_too_long",
    ],
    ["a reaction", "reactions.add", { channel: OPS, timestamp: "1.1", name: "eyes" }, "missing_scope"],
    ["reading along", "conversations.history", { channel: OPS }, "missing_scope"],
    ["101 blocks", "views.publish", { user_id: "U0ANN", view: home(101) }, "invalid_arguments"],
    ["a group nobody made", "usergroups.users.list", { usergroup: "S0NONE" }, "no_such_subteam"],
  ])("%s: %s", async (_title, method, args, error) => {
    const workspace = await begin();

    const answer = await errorOf(webOf(workspace).apiCall(method, args));

    expect(answer.error).toBe(error);
  });

  test("a missing scope is named with those there are", async () => {
    const workspace = await begin({ scopes: ["commands", "im:write"] });

    const answer = await errorOf(webOf(workspace).chat.postMessage({ channel: OPS, text: "x" }));

    expect(answer).toMatchObject({
      error: "missing_scope",
      needed: "chat:write",
      provided: "commands,im:write",
    });
  });

  test("a trigger id opens one view, and only for three seconds", async () => {
    const clock = { ms: 1_800_000_000_000 };
    const workspace = await begin({ now: () => clock.ms, ackTimeoutMs: 20 });
    const envelopes = await deafSocket(workspace);
    await workspace.say({ ...ann, text: "/k8s a" });
    await workspace.say({ ...ann, text: "/k8s b" });
    const [first, second] = envelopes.map(({ payload }) => String(payload.trigger_id));
    const open = (trigger = "") => webOf(workspace).views.open({ trigger_id: trigger, view: form() });

    await open(first);
    const again = await errorOf(open(first));
    clock.ms += 3_001;
    const late = await errorOf(open(second));

    expect(again.error).toBe("exchanged_trigger_id");
    expect(late.error).toBe("expired_trigger_id");
  });

  test("a response_url serves five times within half an hour", async () => {
    const clock = { ms: 1_800_000_000_000 };
    const workspace = await begin({ now: () => clock.ms, ackTimeoutMs: 20 });
    const envelopes = await deafSocket(workspace);
    await workspace.say({ ...ann, text: "/k8s a" });
    await workspace.say({ ...ann, text: "/k8s b" });
    const [first, second] = envelopes.map(({ payload }) => String(payload.response_url));

    const uses = [];
    for (let use = 1; use <= 6; use += 1) uses.push(await statusOf(first, { text: `use ${use}` }));
    const broken = await statusOf(second, { text: "x", blocks: sections(1, 3_001) });
    clock.ms += 30 * 60_000 + 1;
    const late = await statusOf(second, { text: "late" });

    expect(uses).toEqual([200, 200, 200, 200, 200, 404]);
    expect([broken, late]).toEqual([400, 404]);
  });

  test("a view is only replaced where its hash still fits", async () => {
    const workspace = await begin();
    const web = webOf(workspace);
    const view = home(1);
    const { view: first } = await web.views.publish({ user_id: "U0ANN", view });
    await web.views.publish({ user_id: "U0ANN", view });

    const answer = await errorOf(web.views.publish({ user_id: "U0ANN", view, hash: first?.hash ?? "" }));

    expect(answer.error).toBe("hash_conflict");
  });
});

describe("rate limits", () => {
  test.each([
    ["users.list", 20, {}],
    ["users.info", 100, { user: "U0ANN" }],
    ["conversations.info", 50, { channel: OPS }],
  ])("%s is answered %i times a minute", async (method, limit, args) => {
    const clock = { ms: 1_800_000_000_000 };
    const workspace = await begin({ now: () => clock.ms });
    const call = () => post(workspace, method, args);
    for (let count = 0; count < limit; count += 1) expect((await call()).status).toBe(200);

    clock.ms += 20_000;
    const over = await call();
    clock.ms += 40_000;
    const later = await call();

    expect(over.status).toBe(429);
    expect(over.headers.get("retry-after")).toBe("40");
    expect(later.status).toBe(200);
  });

  test("a channel takes a burst of messages and then one per second", async () => {
    const clock = { ms: 1_800_000_000_000 };
    const workspace = await begin({ now: () => clock.ms });
    const say = (where: string) => post(workspace, "chat.postMessage", { channel: where, text: "x" });
    for (let count = 0; count < 5; count += 1) expect((await say(OPS)).status).toBe(200);

    const over = await say(OPS);
    const elsewhere = await say("C0ALERTS");
    clock.ms += 1_000;
    const later = await say(OPS);

    expect([over.status, elsewhere.status, later.status]).toEqual([429, 200, 200]);
  });
});

describe("faults", () => {
  test("a call meets what was asked for, so many times", async () => {
    const workspace = await begin();
    workspace.fail({ method: "auth.test", kind: "429", retryAfterSeconds: 7 });
    workspace.fail({ method: "auth.test", kind: "500" });
    workspace.fail({ method: "auth.test", kind: "account_inactive" });

    const limited = await post(workspace, "auth.test", {});
    const broken = await post(workspace, "auth.test", {});
    const refused = await post(workspace, "auth.test", {});
    const fine = await post(workspace, "auth.test", {});

    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(broken.status).toBe(500);
    expect(await refused.json()).toEqual({ ok: false, error: "account_inactive" });
    expect(await fine.json()).toMatchObject({ ok: true });
  });

  test("a lost answer leaves the message posted", async () => {
    const workspace = await begin();
    workspace.fail({ method: "chat.postMessage", kind: "lost" });

    await expect(post(workspace, "chat.postMessage", { channel: OPS, text: "once" })).rejects.toThrow();

    expect(workspace.visible(ann).map(({ text }) => text)).toEqual(["once"]);
  });

  test("a call that hangs is never answered", async () => {
    const workspace = await begin();
    workspace.fail({ method: "auth.test", kind: "hang" });

    const answer = post(workspace, "auth.test", {}, AbortSignal.timeout(50));

    await expect(answer).rejects.toThrow(/timeout/i);
  });
});

describe("the console", () => {
  test("shows the workspace as one person sees it", async () => {
    const workspace = await begin();
    await webOf(workspace).chat.postEphemeral({ channel: OPS, user: "U0ANN", text: "psst" });

    const seen = await consoleState(workspace, "U0ANN");
    const unseen = await consoleState(workspace, "U0BOB");

    expect(seen.channels.find(({ id }) => id === OPS)?.messages).toMatchObject([
      { text: "psst", ephemeral: "U0ANN" },
    ]);
    expect(unseen.channels.find(({ id }) => id === OPS)?.messages).toEqual([]);
  });

  test("streams each change", async () => {
    const workspace = await begin();
    const response = await fetch(`${workspace.origin}/console/events?as=U0ANN`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();

    await workspace.say({ ...ann, text: "hello page" });
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();

    expect(value).toContain("hello page");
  });

  test("plays a whole conversation with the bot", async () => {
    const { workspace } = await startBot();
    const ask = (verb: string, body: object) => consolePost(workspace, verb, body);

    await ask("say", { ...ann, text: "/k8s modal" });
    const modal = await workspace.next((now) => now.modals(ann)[0]);
    const values = (text: string) => ({ reason: { text: { type: "plain_text_input", value: text } } });
    const refused = await ask("submit", { as: "U0ANN", view_id: modal.id, values: values("bad") });
    const taken = await ask("submit", { as: "U0ANN", view_id: modal.id, values: values("fine") });
    await ask("say", { ...ann, text: "/k8s x" });
    const { ts } = await workspace.next((now) => now.visible(ann).at(-1));
    const where = { channel: OPS, ts };
    const suggested = await ask("suggest", {
      as: "U0ANN",
      where,
      block_id: "row",
      action_id: "find",
      value: "w",
    });
    const pressed = await ask("action", { as: "U0ANN", where, block_id: "row", action_id: "press" });
    const nobody = await ask("action", { as: "U0ANN", where, block_id: "row", action_id: "none" });

    expect(await refused.json()).toMatchObject({ ok: true, errors: { reason: "not that" } });
    expect(await taken.json()).toEqual({ ok: true, acked: true });
    expect(await suggested.json()).toMatchObject({ ok: true, options: [{ value: "w-1" }, { value: "w-2" }] });
    expect(await pressed.json()).toEqual({ ok: true, acked: true });
    expect(nobody.status).toBe(400);
  });

  test.each([
    ["another site's page", { origin: "http://evil.example" }],
    ["another port's page", { origin: "http://127.0.0.1:1" }],
  ])("%s is turned away", async (_title, headers) => {
    const workspace = await begin();

    const response = await consolePost(workspace, "say", { ...ann, text: "x" }, headers);

    expect(response.status).toBe(403);
    expect(workspace.visible(ann)).toEqual([]);
  });

  test("a name that somebody pointed at this machine is turned away", async () => {
    const workspace = await begin();

    const status = await new Promise((resolve) => {
      get(`${workspace.origin}/console/state`, { headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });

    expect(status).toBe(403);
  });

  test("serves the page's files and nothing beside them", async () => {
    const workspace = await begin();

    const page = await fetch(`${workspace.origin}/`);
    const outside = await fetch(`${workspace.origin}/..%2fslack%2fworkspace.js`);

    expect(page.headers.get("content-type")).toContain("text/html");
    expect(outside.status).toBe(404);
  });
});

async function begin(options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await startWorkspace(options);
  started.push(workspace.close);
  return workspace;
}

async function startBot(options: WorkspaceOptions = {}, road: "socket" | "http" = "socket") {
  const workspace = await begin({ rateLimits: false, ...options });
  const { heard, url, stop } = await startApp(workspace, road);
  started.push(stop);
  return { workspace, heard, url };
}

/** Ann has the bot's greeting with its buttons and menus in front of her. */
async function greeted(workspace: Workspace): Promise<void> {
  await workspace.say({ ...ann, text: "/k8s x" });
  await workspace.next((now) => now.visible(ann).length);
}

function home(blocks: number) {
  return { type: "home" as const, blocks: sections(blocks, 1) };
}

function sections(count: number, characters: number) {
  const text = { type: "mrkdwn" as const, text: "x".repeat(characters) };
  return Array.from({ length: count }, () => ({ type: "section" as const, text }));
}

function post(workspace: Workspace, method: string, args: object, signal?: AbortSignal): Promise<Response> {
  return fetch(workspace.apiUrl + method, {
    method: "POST",
    headers: { authorization: `Bearer ${workspace.botToken}`, "content-type": "application/json" },
    body: JSON.stringify(args),
    ...(signal && { signal }),
  });
}

async function statusOf(url: string | undefined, body: object): Promise<number> {
  const response = await fetch(String(url), { method: "POST", body: JSON.stringify(body) });
  return response.status;
}

type Envelope = {
  readonly type: string;
  readonly reason?: string;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
  readonly payload: Record<string, unknown>;
};

/** A Socket Mode client that hears everything after the greeting and acks nothing. */
async function deafSocket(workspace: Workspace, greeting = "hello"): Promise<Envelope[]> {
  const client = new WebClient(workspace.appToken, { slackApiUrl: workspace.apiUrl });
  const { url = "" } = await client.apps.connections.open();
  const socket = new WebSocket(url);
  const envelopes: Envelope[] = [];
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const envelope = JSON.parse(String(data)) as Envelope;
      if (envelope.type !== "hello") envelopes.push(envelope);
      if (envelope.type === greeting) resolve();
    });
  });
  return envelopes;
}

async function consoleState(workspace: Workspace, as: string): Promise<ConsoleState> {
  const response = await fetch(`${workspace.origin}/console/state?as=${as}`);
  return (await response.json()) as ConsoleState;
}

function consolePost(workspace: Workspace, verb: string, body: object, headers: Record<string, string> = {}) {
  return fetch(`${workspace.origin}/console/${verb}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
}
