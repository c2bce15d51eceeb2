// Slack and the unmodified bot, side by side in the lab's network: asked on standard input, answered on standard output.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { readManifest } from "../../../playground/manifest.ts";
import { startWorkspace, type Workspace } from "../../../playground/slack/workspace.ts";
import { textOf } from "../../scenarios/text-of.ts";
import type { Asked, Killing, Posted, Pressing, Reading, Told } from "./conversation.ts";

/** A loaded machine starts the bot slowly, and an unreachable API server is waited for. */
const patienceMs = 60_000;
const channel = "C0OPS";

const [settings = "", database = "", logFile = ""] = process.argv.slice(2);
// Whoever asked may be gone before the last answer.
process.stdout.on("error", () => {});
const workspace = await startWorkspace({ ...readManifest(), rateLimits: false });
let bot = await startBot(workspace);
tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  // Only conversation.ts writes here.
  const asked = JSON.parse(line) as Asked | Killing | Reading | Pressing;
  if ("kill" in asked) tell(await startAgain(asked.awayMs));
  else if ("read" in asked) tell({ posted: posted(asked.read) });
  else if ("press" in asked) tell(await press(asked));
  else tell(await answer(asked));
}
// Whoever asked has gone, or was killed: nobody needs the bot any more.
bot.kill("SIGTERM");
await workspace.close();

async function answer({ as, line }: Asked): Promise<Told> {
  const text = `/k8s ${line}`;
  const typed = `: ${text}\n`;
  const asked = transcriptOf(as).split(typed).length;
  const below = () => {
    const parts = transcriptOf(as).split(typed);
    // Cards may change meanwhile: what counts is what stands below the line that was typed now.
    return parts.length > asked ? parts.at(-1)?.trim() : undefined;
  };
  try {
    await workspace.say({ as, channel, text });
    await workspace.next(() => below() ?? workspace.modals({ as }).at(-1), patienceMs);
    await workspace.settled({ quietMs: 100 });
  } catch (error) {
    return { failed: String(error) };
  }
  const form = workspace.modals({ as }).at(-1);
  if (!form) return { said: below() ?? "" };
  await workspace.closeModal({ as });
  return { said: workspace.viewText(form) };
}

async function press({ press: label, as, channel, ts }: Pressing): Promise<Told> {
  try {
    const { acked } = await workspace.click({ as, where: { channel, ts }, label });
    return acked ? {} : { failed: `the bot did not hear of ${label}` };
  } catch (error) {
    return { failed: String(error) };
  }
}

function transcriptOf(as: string): string {
  return workspace.transcript({ as, channel });
}

function posted(channel: string): readonly Posted[] {
  return workspace
    .visible({ as: "U0BOB", channel })
    .map((message) => ({ ts: message.ts, thread: message.thread_ts, text: textOf(message) }));
}

/** As by kill -9 or the kernel's OOM killer; the database stays. */
async function startAgain(awayMs: number): Promise<Told> {
  // Its end is expected now: nobody is told of it.
  bot.removeAllListeners("exit").kill("SIGKILL");
  await once(bot, "close");
  await sleep(awayMs);
  bot = await startBot(workspace);
  return { ready: true };
}

/** Resolves when the bot says that it is ready. Its log goes to the file. */
function startBot({ apiUrl, botToken, appToken }: Workspace): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../../src/main.ts")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      WHEELHOUSE_CONFIG: settings,
      SLACK_API_URL: apiUrl,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      DATABASE_URL: `sqlite:${database}`,
      PORT: "0",
      LOG_LEVEL: "debug",
    },
  });
  const log = createWriteStream(logFile, { flags: "a" });
  child.stderr.pipe(log, { end: false });
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      const error = new Error(`The bot ended with ${code}: see ${logFile}`);
      reject(error);
      tell({ failed: error.message });
    });
    lines.on("line", (line) => {
      log.write(`${line}\n`);
      if (line.includes('"event":"ready"')) resolve(child);
    });
  });
}

function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
