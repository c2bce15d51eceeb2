// npm run playground: the page in a browser. With --say "<line>": the conversation as text, then the end.
import { spawn } from "node:child_process";
import { createLog } from "#src/base/log.ts";
import { type PlaygroundArguments, readArguments, usage } from "./options.ts";
import { startOnOwnCluster } from "./own-cluster.ts";
import { alerts, approvalsOf, playgroundSettings } from "./settings.ts";
import { BOT, type Channel } from "./slack/people.ts";
import type { Workspace } from "./slack/workspace.ts";
import { startPlayground } from "./start.ts";
import { talk } from "./talk.ts";

type Running = AsyncDisposable & { readonly workspace: Workspace };

const given = readOrExplain();
try {
  await (given.say.length > 0 ? sayIt(given) : open(given));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function sayIt({ say, as, channel, ...rest }: PlaygroundArguments): Promise<void> {
  await using playground = await start(rest, 0);
  const { text, unanswered } = await talk(playground.workspace, { as, channel, lines: say });
  console.log(text);
  for (const line of unanswered)
    console.error(`(nobody answered ${JSON.stringify(line)}${hintOn(line, channel)})`);
  process.exitCode = unanswered.length > 0 ? 1 : 0;
}

/** The bot hears what is said to it, and nothing else in a channel. */
function hintOn(line: string, { kind, members, name }: Channel): string {
  if (!members.has(BOT.userId)) return `: ${BOT.name} is not in #${name}; say "/invite @${BOT.name}" first`;
  return kind === "im" || /^\/|@wheelhouse/.test(line)
    ? ""
    : ": in a channel, begin with /k8s or @wheelhouse";
}

async function open(wanted: PlaygroundArguments): Promise<void> {
  await using playground = await startSomewhere(wanted);
  const { origin, notice } = playground.workspace;
  console.log(`Wheelhouse playground: ${origin}/\n${notice}. Ctrl-C ends it.`);
  if (wanted.open && process.stdout.isTTY) showInBrowser(`${origin}/`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function startSomewhere(wanted: PlaygroundArguments): Promise<Running> {
  if (wanted.port !== undefined) return start(wanted, wanted.port);
  try {
    return await start(wanted, 4848);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return start(wanted, 0);
  }
}

type Wanted = Pick<PlaygroundArguments, "own" | "approvals" | "scenarios" | "verbose">;

async function start({ own, approvals, scenarios, verbose }: Wanted, port: number): Promise<Running> {
  const log = createLog({ level: verbose ? "info" : "error", redact: (text) => text });
  if (own) {
    const { workspace, close } = await startOnOwnCluster({ own, approvals, port, log });
    return { workspace, [Symbol.asyncDispose]: close };
  }
  const settings = `${playgroundSettings}${alerts}${approvalsOf(approvals)}`;
  const playground = await startPlayground({ log, settings, workspace: { port } });
  for (const name of scenarios) await playground.scenarios.toggle(name);
  return { workspace: playground.workspace, [Symbol.asyncDispose]: playground.close };
}

function readOrExplain(): PlaygroundArguments {
  try {
    // npm runs scripts in the project's folder, whatever folder the person is in.
    const folder = process.env.INIT_CWD ?? process.cwd();
    return readArguments(process.argv.slice(2), folder) ?? fail(usage, 0);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function fail(message: string, code = 1): never {
  console.error(message);
  process.exit(code);
}

/** Best effort: the address is printed anyway. */
function showInBrowser(url: string): void {
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
