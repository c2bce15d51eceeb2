// The unmodified bot is killed while it changes a cluster, and another is started on what it left.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { isChange } from "../../playground/cluster/target.ts";
import { minute } from "../given.ts";
import { soon } from "../soon.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";
import { folderOf, startProcess } from "./process.ts";

let chat: Conversation;
/** How far the second bot's clock is ahead. */
let aheadMs = 0;
const ahead: Clock = {
  ...systemClock,
  now: () => Date.now() + aheadMs,
  ticks: () => performance.now() + aheadMs,
};

afterEach(async () => {
  await chat.close();
  aheadMs = 0;
});

test("what had been done when it was killed is reported by the next, and its secret is nowhere", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const { propose, click, shows } = changes(chat);
  const bot = await startProcess(chat);
  const card = await propose("/k8s token create --for pi-9");
  const struck = chat.cluster.fail({ kind: "lost", match: { changes: true } });
  await click(card, "U0BOB", "Approve");
  await struck;
  const output = await bot.kill();

  await takeOver();
  await shows(card, "✅ Create a bootstrap token for pi-9 on home is done");
  expect(effects()).toEqual(["create secrets"]);
  const [secret = "", ...others] = ownSecrets();
  expect(others).toEqual([]);
  expect(secret).toMatch(/^[a-z0-9]{16}$/);
  const said = [...chat.workspace.calls.map((call) => JSON.stringify(call)), output, ...files()].join("\n");
  expect(said).toContain("token create");
  expect(said).not.toContain(secret);
  expect(said).not.toContain(Buffer.from(secret).toString("base64"));
  await click(card, "U0ANN", "Show the join command");
  // What else is still told of it may come before or after.
  const heard = () => chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" }).map(textOf);
  await soon(() => expect(heard().join("\n")).toContain(secret));
});

test("what may be half run waits until somebody says so in Slack", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const { propose, click, shows } = changes(chat);
  const bot = await startProcess(chat);
  const card = await propose("/k8s node cordon worker1");
  const struck = chat.cluster.fail({ kind: "hang", match: { changes: true } });
  await click(card, "U0BOB", "Approve");
  await struck;
  await bot.kill();

  const looks = () =>
    chat.cluster.requests.filter(
      ({ verb, resource, name }) => verb === "get" && resource === "nodes" && name === "worker1",
    ).length;
  const before = looks();
  await takeOver();
  await expect.poll(looks).toBeGreaterThan(before);
  // It gives the call two minutes to show its effect.
  aheadMs += 3 * minute;
  await shows(card, "Wheelhouse was restarted while this ran, and it may be half done");
  expect(effects()).toEqual([]);
  await click(card, "U0ANN", "Resume");
  await shows(card, "✅ Cordon worker1 on home is done");
  expect(effects()).toEqual(["patch nodes"]);
});

test.each([
  ["a slash command", { text: "/k8s version" }],
  ["a mention", { text: "@wheelhouse version" }],
])("%s that was acknowledged and not answered is answered by the next", async (_what, said) => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const bot = await startProcess(chat);
  chat.workspace.fail({ method: "users.info", kind: "hang", times: 1 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", ...said });
  await struck();
  await bot.kill();
  expect(heard()).toEqual([]);

  await takeOver();
  await chat.workspace.next(() => heard().length > 0, 30_000);
  expect(heard()).toEqual([expect.stringContaining("Wheelhouse")]);
});

test("a click that was acknowledged and not answered is answered by the next", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const bot = await startProcess(chat);
  const card = await chat.ask("/k8s status --details");
  chat.workspace.fail({ method: "users.info", kind: "hang", times: 1 });
  await chat.workspace.click({
    as: "U0VIC",
    where: { channel: "C0OPS", ts: card.ts },
    action_id: "run.redraw.0",
  });
  await struck();
  await bot.kill();
  const edits = () => chat.workspace.calls.filter(({ method }) => method === "chat.update").length;
  expect(edits()).toBe(0);
  await takeOver();
  await chat.workspace.next(() => edits() === 1, 30_000);
});

test("a question killed while the cluster is slow to answer is answered by the next", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const bot = await startProcess(chat);
  const struck = chat.cluster.fail({ kind: "hang", match: { verb: "list", resource: "events" } });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s events" });
  await struck;
  await bot.kill();
  await takeOver();
  await chat.workspace.next(() => heard().length === 1, 30_000);
});

test("a change killed before it was proposed is asked for again by whoever wants it", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const bot = await startProcess(chat);
  chat.workspace.fail({ method: "users.info", kind: "hang", times: 1 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s node drain worker1" });
  await struck();
  await bot.kill();
  await takeOver();
  const note = await chat.workspace.next(
    () =>
      chat.workspace
        .visible({ as: "U0ANN", channel: "C0OPS" })
        .find(({ ephemeral }) => ephemeral === "U0ANN"),
    30_000,
  );
  expect(textOf(note)).toContain("Wheelhouse was restarted before it was done with");
  expect(textOf(note)).toContain("node drain worker1");
  expect(heard()).toEqual([note.text]);
});

test("a change killed after it was proposed has one card, and nobody is told to ask again", async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const bot = await startProcess(chat);
  chat.workspace.fail({ method: "chat.postMessage", kind: "hang", times: 1 });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s node cordon worker1" });
  await chat.workspace.next(() => chat.workspace.calls.some(({ method }) => method === "chat.postMessage"));
  await bot.kill();
  await takeOver();
  await chat.workspace.next(() => heard().length > 0, 30_000);
  await chat.workspace.settled({ quietMs: 500 });
  expect(heard()).toEqual([expect.stringContaining("Cordon worker1")]);
});

/** The next bot, once it has seen the claims of the first stand for their time. */
async function takeOver(): Promise<void> {
  await chat.startBot();
  // It has looked once when it has come to rest.
  await chat.workspace.settled({ quietMs: 500 });
  aheadMs += minute;
}

/** The bot waits for an answer that Slack does not give. */
function struck(): Promise<unknown> {
  return chat.workspace.next(() => chat.workspace.calls.some(({ outcome }) => outcome === "hang"));
}

/** What the bot said in #ops, as Ann sees it. */
function heard(): readonly string[] {
  const seen = chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" });
  return seen.filter(({ user }) => user === "U0WHEEL").map(({ text }) => text);
}

function effects(): readonly string[] {
  return chat.cluster.requests
    .filter(({ verb, code = 500 }) => isChange(verb) && code < 300)
    .map(({ verb, resource }) => `${verb} ${resource}`);
}

/** Of the tokens that Wheelhouse made. */
function ownSecrets(): readonly string[] {
  const secrets = chat.cluster.store
    .list("secrets", "kube-system")
    .filter(({ metadata }) => metadata.annotations?.["wheelhouse/created-by"] !== undefined);
  return secrets.map(({ data }) =>
    Buffer.from((data as Record<string, string>)["token-secret"] ?? "", "base64").toString(),
  );
}

function files(): readonly string[] {
  const folder = folderOf(chat);
  const names = globSync("wheelhouse.db*", { cwd: folder });
  return names.map((name) => readFileSync(join(folder, name), "latin1"));
}
