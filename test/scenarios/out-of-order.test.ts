// A revoked token, a full disk and a stop in the middle: what people and whoever runs the bot are told.
import { execFileSync } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { type Conversation, givenConversation, textOf } from "./given.ts";
import { startProcess } from "./process.ts";

let chat: Conversation;
afterEach(() => chat.close());

test("a token that is revoked while it runs makes it unready, and says so", async () => {
  chat = await givenConversation();
  expect(await readyz(chat.port())).toMatchObject({ ok: true });
  chat.workspace.fail({ method: "*", kind: "token_revoked", times: 1_000 });
  await chat.workspace.publish({ type: "tokens_revoked", tokens: { bot: ["U0WHEEL"] } });
  await expect
    .poll(() => readyz(chat.port()))
    .toMatchObject({ ok: false, checks: { slack: "Slack refuses SLACK_BOT_TOKEN: token_revoked" } });
});

test("with a full disk questions are answered, a change is refused to whoever asked, and it is not ready", async () => {
  chat = await givenConversation({ bot: false });
  const bot = await startProcess(chat);
  // No file may grow any more, nor be written at all.
  execFileSync("prlimit", ["--pid", String(bot.pid), "--fsize=0:unlimited"]);
  expect((await chat.ask("/k8s version")).text).toContain("Wheelhouse");
  const note = await chat.ask("/k8s node cordon worker1");
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("The database cannot be written");
  expect(await readyz(bot.port)).toMatchObject({
    ok: false,
    checks: { database: expect.stringContaining("cannot be written") },
  });
  await bot.kill();
});

test("a question that is cut off by a stop is answered after the restart", async () => {
  chat = await givenConversation();
  const struck = chat.cluster.fail({ kind: "hang", match: { verb: "list", resource: "events" } });
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s events" });
  await struck;
  await chat.stopBot(100);
  const heard = () =>
    chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" }).filter(({ user }) => user === "U0WHEEL");
  expect(heard()).toEqual([]);
  await chat.startBot();
  await chat.workspace.next(() => heard().length === 1, 30_000);
});

async function readyz(port: number): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
}
