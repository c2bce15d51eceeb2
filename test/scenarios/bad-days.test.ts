// What goes wrong between Slack, the bot and the API server, and what people see of it.
import { afterEach, expect, test } from "vitest";
import type { Log } from "#src/base/log.ts";
import { type Conversation, givenConversation, lastFromBot, textOf } from "./given.ts";

let chat: Conversation;
afterEach(() => chat.close());

test("a rate limit delays the answer by what Slack asks for, and sends it once", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "chat.postMessage", times: 1, kind: "429", retryAfterSeconds: 1 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s version" });
  await chat.workspace.next(() => posts() === 1);
  expect(chat.workspace.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(2);
});

test.each(["500", "reset"] as const)("a Slack that answers with %s gets the answer later", async (kind) => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "chat.postMessage", times: 2, kind });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s version" });
  await chat.workspace.next(() => posts() === 1);
});

test("a slow Slack delays the answer and does not double it", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "chat.postMessage", times: 1, kind: "slow", delayMs: 1_500 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s version" });
  await chat.workspace.next(() => posts() === 1);
  await chat.workspace.settled({ quietMs: 300 });
  expect(posts()).toBe(1);
});

test("blocks that Slack refuses arrive as text", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "chat.postMessage", times: 1, kind: "invalid_blocks" });
  const answer = await chat.ask("/k8s status");
  expect(answer.blocks ?? []).toEqual([]);
  expect(answer.text).toContain("home is healthy");
  expect(answer.text).toContain("pi-1");
});

test("without knowing who asks, nothing is answered", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "users.info", times: 9, kind: "500" });
  const note = await chat.ask("/k8s status");
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("Slack did not tell me who you are, so I did nothing.");
});

test("an event that is delivered twice is answered once", async () => {
  chat = await givenConversation();
  const event = {
    type: "app_mention",
    user: "U0ANN",
    text: "<@U0WHEEL> version",
    channel: "C0OPS",
    ts: "1.0",
    event_ts: "1.0",
  };
  const callback = {
    type: "event_callback",
    event_id: "Ev0TWICE",
    team_id: "T0HOME",
    api_app_id: "A0WHEEL",
    event_time: 1,
    event,
  };
  await chat.workspace.deliver(callback);
  await chat.workspace.deliver(callback);
  await chat.workspace.settled({ quietMs: 400 });
  expect(posts()).toBe(1);
});

test("the second of two sockets hears what comes while the first is refreshed", async () => {
  chat = await givenConversation();
  await chat.workspace.next(() => chat.workspace.connections() === 2);
  chat.workspace.refresh();
  const answer = await chat.ask("/k8s version");
  expect(answer.text).toContain("Wheelhouse");
});

test("sockets that are cut in the middle of a command do not lose its answer", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "users.info", times: 1, kind: "slow", delayMs: 1_500 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s status" });
  chat.workspace.drop();
  expect(posts()).toBe(0);
  await chat.workspace.next(() => posts() === 1);
});

test("an answer that Slack would not take survives a restart of the bot", async () => {
  chat = await givenConversation();
  chat.workspace.fail({ method: "chat.postMessage", times: 1, kind: "429", retryAfterSeconds: 3_000 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s status" });
  await chat.workspace.next(() => chat.workspace.calls.some(({ method }) => method === "chat.postMessage"));
  await chat.stopBot(0);
  expect(posts()).toBe(0);
  await chat.startBot();
  await chat.workspace.next(() => posts() === 1);
  expect(lastFromBot(chat.workspace, "U0ANN", "C0OPS").text).toContain("home is healthy");
});

test("a dead API server is an answer, with what was last seen and when", async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
  await chat.cluster.stop();
  let answer = await chat.ask("/k8s status");
  // In its first moment the watches only know that their connections were dropped.
  while (answer.text?.includes("dropped the connection")) answer = await chat.ask("/k8s status");
  expect(answer.text).toMatch(
    /^🔴 cannot reach home: nothing listens on 127\.0\.0\.1:\d+ \(connection refused\); last seen \d+ s ago$/,
  );
  expect(textOf(answer)).toContain("worker1");
  expect(textOf(answer)).not.toMatch(/Error|ECONN|at \w+ \(/);
});

test("it is live again soon after the API server has come back", async () => {
  chat = await givenConversation();
  await chat.cluster.stop();
  expect((await chat.ask("/k8s status")).text).toContain("cannot reach home");
  await chat.cluster.start();
  await eventually(async () => (await chat.ask("/k8s status")).text.includes("home is healthy"));
});

test("the bot starts without the API server, says so, and catches up when it comes", async () => {
  chat = await givenConversation({ bot: false });
  await chat.cluster.stop();
  await chat.startBot();
  const answer = await chat.ask("/k8s status");
  expect(answer.text).toContain("cannot reach home");
  expect(answer.text).toContain("never seen");
  await chat.cluster.start();
  await eventually(async () => (await chat.ask("/k8s status")).text.includes("home is healthy"));
});

test("text from the cluster stays text, and secrets in it do not reach Slack", async () => {
  chat = await givenConversation();
  await chat.scenarios.toggle("hostile-names");
  for (const line of [
    "/k8s status --details",
    "/k8s pods --unhealthy",
    "/k8s events",
    "/k8s pod show default/hostile",
  ]) {
    await chat.ask(line);
  }
  await chat.ask("/k8s logs default/hostile");
  await chat.workspace.settled({ quietMs: 300 });
  const sent = JSON.stringify(chat.workspace.calls) + sentFiles();
  expect(sent).toContain("channel");
  for (const secret of [
    /abcdef\.0123456789abcdef/,
    /eyJ[\w-]{10,}\.[\w-]{10,}/,
    /BEGIN [A-Z ]*PRIVATE KEY/,
    /AKIA[A-Z0-9]{16}/,
  ]) {
    expect(sent).not.toMatch(secret);
  }
  for (const { text, blocks } of chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" })) {
    expect(text).not.toContain("<!channel>");
    expect(mrkdwnIn(blocks)).not.toMatch(/<!(channel|here|everyone)|evil\.example/);
  }
});

test("a thousand nodes still give a readable answer that Slack takes as it is", async () => {
  chat = await givenConversation({
    cluster: { fleet: { nodes: 1_000, podsPerNode: 5 }, controllers: false },
  });
  const answer = await chat.ask("/k8s status");
  expect(answer.text).toContain("of 1003 nodes ready");
  expect(answer.blocks?.some(({ type }) => type === "table")).toBe(true);
  expect(textOf(answer)).toMatch(/\d+ more rows not shown/);
});

test("HTTP mode takes the same road, and a wrong signature takes none", async () => {
  chat = await givenConversation({ mode: "http" });
  const answer = await chat.ask("/k8s status");
  expect(answer.text).toContain("home is healthy");
  const forged = await fetch(`http://127.0.0.1:${chat.port()}/slack/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": `${Math.floor(Date.now() / 1_000)}`,
      "x-slack-signature": `v0=${"0".repeat(64)}`,
    },
    body: "command=/k8s&text=status&user_id=U0ANN&channel_id=C0OPS",
  });
  expect(forged.status).toBe(401);
});

test.each([
  ["invalid_auth", "auth.test", "Slack refuses SLACK_BOT_TOKEN: invalid_auth"],
  [
    "not_allowed_token_type",
    "apps.connections.open",
    "Slack refuses SLACK_APP_TOKEN: not_allowed_token_type",
  ],
])("a token that is refused with %s stops the start and names it", async (kind, method, message) => {
  chat = await givenConversation({ bot: false });
  chat.workspace.fail({ method, times: 99, kind });
  await expect(chat.startBot()).rejects.toThrow(message);
});

test("health and metrics tell the truth", async () => {
  chat = await givenConversation();
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${chat.port()}${path}`)).text();
  expect(JSON.parse(await get("/livez"))).toEqual({ ok: true, checks: {} });
  expect(JSON.parse(await get("/readyz"))).toMatchObject({
    ok: true,
    checks: { slack: "2 connected", database: "writable", "cluster home": "live" },
  });
  expect(await get("/metrics")).toContain('wheelhouse_cluster_reachable{cluster="home"} 1');
  await chat.cluster.stop();
  await chat.ask("/k8s status");
  await eventually(async () =>
    (await get("/metrics")).includes('wheelhouse_cluster_reachable{cluster="home"} 0'),
  );
  expect(JSON.parse(await get("/readyz")).ok).toBe(true);
});

test("the log names every answered line and carries no token", async () => {
  const lines: string[] = [];
  const write = (event: string, fields?: object) => void lines.push(JSON.stringify({ event, ...fields }));
  const log: Log = { debug: write, info: write, warn: write, error: write };
  chat = await givenConversation({ log });
  await chat.ask("/k8s status");
  expect(lines.some((line) => line.includes('"answered"') && line.includes('"status"'))).toBe(true);
  expect(lines.join("\n")).not.toContain(chat.workspace.botToken);
  expect(lines.join("\n")).not.toContain(chat.workspace.appToken);
});

/** Messages of the bot that everybody in #ops sees. */
function posts(): number {
  return chat.workspace.visible({ as: "U0BOB", channel: "C0OPS" }).filter(({ user }) => user === "U0WHEEL")
    .length;
}

function sentFiles(): string {
  const { workspace } = chat;
  const ids = workspace.visible({ as: "U0ANN", channel: "C0OPS" }).flatMap(({ files }) => files ?? []);
  return ids.map((id) => workspace.file(id)).join("\n");
}

function mrkdwnIn(node: unknown): string {
  if (Array.isArray(node)) return node.map(mrkdwnIn).join("\n");
  if (typeof node !== "object" || node === null) return "";
  const { type, text, ...rest } = node as Record<string, unknown>;
  return type === "mrkdwn" ? String(text) : mrkdwnIn([text, ...Object.values(rest)]);
}

/** Asks again until it is so; the test's own deadline ends it. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
