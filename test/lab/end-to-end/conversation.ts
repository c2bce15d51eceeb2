// A person in the lab's Slack, for tests: says a line to the bot and reads what comes back.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { z } from "zod";
import { botSettings } from "../cluster/access.ts";
import { runInLabArgv } from "../hosts/index.ts";
import { stateFolder } from "../paths.ts";

export type Asked = { readonly as: string; readonly line: string };
export type Killing = { readonly kill: true; readonly awayMs: number };
/** What is in a channel now. */
export type Reading = { readonly read: string };
/** A button of one message, by what is written on it. */
export type Pressing = {
  readonly press: string;
  readonly as: string;
  readonly channel: string;
  readonly ts: string;
};
export type Told = z.infer<typeof Told>;

export type Posted = z.infer<typeof Posted>;

export type Conversation = {
  readonly read: (channel: string) => Promise<readonly Posted[]>;
  /** Says `/k8s <line>` and answers what that person then reads, as plain text. */
  readonly ask: (line: string, as?: string) => Promise<string>;
  /** Resolves when the bot has heard of it. */
  readonly press: (button: Omit<Pressing, "as">, as?: string) => Promise<void>;
  /** Kills the bot with SIGKILL and starts it again after `awayMs`; resolves when it listens. */
  readonly killBot: (options?: { readonly awayMs?: number }) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Where the bot keeps what it must not forget. */
  readonly database: string;
  readonly since: Date;
};

/**
 * Starts Slack and the bot in the lab's network. The cluster must have been made: that writes the bot's settings, and `alerts` is put
 * beside them.
 */
export async function startConversation({
  alerts,
}: {
  readonly alerts?: object;
} = {}): Promise<Conversation> {
  mkdirSync(join(stateFolder, "log"), { recursive: true });
  const folder = mkdtempSync(join(stateFolder, "bot-"));
  const database = join(folder, "wheelhouse.db");
  const settings = join(folder, "wheelhouse.yaml");
  const usual = readFileSync(botSettings, "utf8");
  writeFileSync(settings, alerts ? `${usual}\n${stringify({ alerts })}` : usual);
  const files = [settings, database, join(stateFolder, "log", "bot.log")];
  const since = new Date();
  const [program = "", ...args] = runInLabArgv([process.execPath, workspace, ...files]);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const told = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Questions wait for one another: an answer belongs to the question before it.
  let last: Promise<unknown> = next();
  await last;
  return { ask, read, press, killBot, close, database, since };

  async function ask(line: string, as = "U0VIC"): Promise<string> {
    return (await tell({ as, line })).said ?? "";
  }

  async function read(channel: string): Promise<readonly Posted[]> {
    return (await tell({ read: channel })).posted ?? [];
  }

  async function press(button: Omit<Pressing, "as">, as = "U0ANN"): Promise<void> {
    await tell({ ...button, as });
  }

  async function killBot({ awayMs = 0 } = {}): Promise<void> {
    await tell({ kill: true, awayMs });
  }

  function tell(message: Asked | Killing | Reading | Pressing): Promise<Told> {
    const answer = last.then(() => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      return next();
    });
    last = answer.catch(() => {});
    return answer;
  }

  async function next(): Promise<Told> {
    const { value, done } = await told.next();
    if (done) throw new Error(`Slack ended: see ${files.at(-1)}`);
    const heard = Told.parse(JSON.parse(value));
    if (heard.failed) throw new Error(heard.failed);
    return heard;
  }

  async function close(): Promise<void> {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

const workspace = join(import.meta.dirname, "workspace.ts");

const Posted = z.object({ ts: z.string(), thread: z.string().optional(), text: z.string() });

const Told = z.object({
  posted: z.array(Posted).readonly().optional(),
  ready: z.boolean().optional(),
  said: z.string().optional(),
  failed: z.string().optional(),
});
