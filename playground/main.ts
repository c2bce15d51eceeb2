// npm run playground: the page in a browser. With --say "<line>": the conversation as text, then the end.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { createLog } from "#src/base/log.ts";
import { converse } from "./converse.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { defaultResidents } from "./slack/people.ts";
import { type Playground, startPlayground } from "./start.ts";

const usage = `npm run playground -- [options]

  --say "<line>"      say it, print the conversation and end; may be given several times
  --as <person>       who says it: ${people().join(", ")} (U0ANN if not given)
  --channel <id>      where: C0OPS, C0ALERTS, D0ANN (Ann's direct messages), ... (C0OPS if not given)
  --scenario <name>   break something first: ${SCENARIOS.map(({ name }) => name).join(", ")}
  --port <number>     where the page is served (4848, or any free port when that is taken)
  --no-open           do not open a browser
  --verbose           show the bot's log`;

const options = readOptions();
try {
  await (options.say.length > 0 ? talk() : open());
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function talk(): Promise<void> {
  await using playground = await start(0);
  const { workspace } = playground;
  for (const text of options.say) {
    const act = () => workspace.say({ as: options.as, channel: options.channel, text });
    // A guest is answered nothing, and that is an answer too.
    await converse(workspace, act, 5_000).catch(() =>
      console.error(`(nobody answered ${JSON.stringify(text)})`),
    );
  }
  console.log(workspace.transcript({ as: options.as }));
}

async function open(): Promise<void> {
  await using playground = await startSomewhere();
  const address = `${playground.workspace.origin}/`;
  console.log(`Wheelhouse playground: ${address}`);
  console.log(
    "A simulated Slack workspace and a simulated cluster; nothing leaves this machine. Ctrl-C ends it.",
  );
  if (!options["no-open"] && process.stdout.isTTY) showInBrowser(address);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function startSomewhere(): Promise<Disposable> {
  if (options.port !== undefined) return start(Number(options.port));
  try {
    return await start(4848);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return start(0);
  }
}

type Disposable = Playground & AsyncDisposable;

async function start(port: number): Promise<Disposable> {
  const log = createLog({ level: options.verbose ? "info" : "error", redact: (text) => text });
  const playground = await startPlayground({ log, workspace: { port } });
  for (const name of options.scenario) await playground.scenarios.toggle(name);
  return { ...playground, [Symbol.asyncDispose]: playground.close };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        say: { type: "string", multiple: true, default: [] },
        as: { type: "string", default: "U0ANN" },
        channel: { type: "string", default: "C0OPS" },
        scenario: { type: "string", multiple: true, default: [] },
        port: { type: "string" },
        verbose: { type: "boolean", default: false },
        "no-open": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const unknown = values.scenario.find((wanted) => !SCENARIOS.some(({ name }) => name === wanted));
    if (values.help) fail(usage, 0);
    if (unknown !== undefined) fail(`There is no scenario ${unknown}.\n\n${usage}`);
    if (!people().includes(values.as)) fail(`There is no person ${values.as}.\n\n${usage}`);
    return values;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function people(): readonly string[] {
  return defaultResidents({}).people.map(({ id }) => id);
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
