// The unmodified bot is killed while it changes a cluster, and another is started on what it left.
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { isChange } from "../../playground/cluster/target.ts";
import { playgroundSettings } from "../../playground/start.ts";
import { minute } from "../given.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, lastFromBot, textOf } from "./given.ts";

const root = join(import.meta.dirname, "../..");
const timeout = 60_000;
const cache = mkdtempSync(join(tmpdir(), "wheelhouse-cache-"));

let chat: Conversation;
/** How far the second bot's clock is ahead: the claim of the first is over when it starts. */
let aheadMs = minute;
const ahead: Clock = { ...systemClock, now: () => Date.now() + aheadMs };

afterAll(() => rmSync(cache, { recursive: true, force: true }));
afterEach(async () => {
  await chat.close();
  aheadMs = minute;
});

test("what had been done when it was killed is reported by the next, and its secret is nowhere", {
  timeout,
}, async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const { propose, click, shows } = changes(chat);
  const bot = await startProcess();
  const card = await propose("/k8s token create --for pi-9");
  const struck = chat.cluster.fail({ kind: "lost", match: { changes: true } });
  await click(card, "U0BOB", "Approve");
  await struck;
  const output = await bot.kill();

  await chat.startBot();
  await shows(card, "✅ Create a bootstrap token for pi-9 on home is done");
  expect(effects()).toEqual(["create secrets"]);
  const [secret = "", ...others] = ownSecrets();
  expect(others).toEqual([]);
  expect(secret).toMatch(/^[a-z0-9]{16}$/);
  const said = [...chat.workspace.calls.map((call) => JSON.stringify(call)), output, ...files()].join("\n");
  expect(said).toContain("token create");
  expect(said).not.toContain(secret);
  expect(said).not.toContain(Buffer.from(secret).toString("base64"));
  await chat.when(() => click(card, "U0ANN", "Show the join command"));
  expect(textOf(lastFromBot(chat.workspace, "U0ANN", "C0OPS"))).toContain(secret);
});

test("what may be half run waits until somebody says so in Slack", { timeout }, async () => {
  chat = await givenConversation({ bot: false, clock: ahead });
  const { propose, click, shows } = changes(chat);
  const bot = await startProcess();
  const card = await propose("/k8s node cordon worker1");
  const struck = chat.cluster.fail({ kind: "hang", match: { changes: true } });
  await click(card, "U0BOB", "Approve");
  await struck;
  await bot.kill();

  await chat.startBot();
  // It gives the call two minutes to show its effect.
  aheadMs += 3 * minute;
  await shows(card, "Wheelhouse was restarted while this ran, and it may be half done");
  expect(effects()).toEqual([]);
  await click(card, "U0ANN", "Retry");
  await shows(card, "✅ Cordon worker1 on home is done");
  expect(effects()).toEqual(["patch nodes"]);
});

/** As `npm start` does. */
async function startProcess() {
  const folder = folderOf(chat);
  const config = join(folder, "wheelhouse.yaml");
  writeFileSync(config, playgroundSettings.replaceAll("$KUBECONFIG", chat.cluster.kubeconfig));
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: cache,
      WHEELHOUSE_CONFIG: config,
      DATABASE_URL: `sqlite:${join(folder, "wheelhouse.db")}`,
      SLACK_BOT_TOKEN: chat.workspace.botToken,
      SLACK_APP_TOKEN: chat.workspace.appToken,
      SLACK_API_URL: chat.workspace.apiUrl,
      PORT: "0",
      LOG_LEVEL: "debug",
    },
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: unknown) => {
      output += chunk;
      if (output.includes('"event":"ready"')) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", () => reject(new Error(output)));
  });
  return {
    /** Resolves with all that it said and logged. */
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
      return output;
    },
  };
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

function folderOf({ cluster }: Conversation): string {
  return dirname(cluster.kubeconfig);
}
