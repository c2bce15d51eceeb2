// npm run playground: the page in a browser. With --say "<line>": the conversation as text, then the end.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { createLog } from "#src/log.ts";
import { converse } from "./converse.ts";
import { type Playground, startPlayground } from "./start.ts";

const { values } = parseArgs({
  options: {
    say: { type: "string", multiple: true, default: [] },
    as: { type: "string", default: "U0ANN" },
    channel: { type: "string", default: "C0OPS" },
    scenario: { type: "string", multiple: true, default: [] },
    port: { type: "string", default: "4848" },
    verbose: { type: "boolean", default: false },
    "no-open": { type: "boolean", default: false },
  },
});

if (values.say.length > 0) await talk();
else await open();

async function talk(): Promise<void> {
  const playground = await start(0);
  for (const name of values.scenario) await playground.scenarios.toggle(name);
  for (const text of values.say) {
    await converse(playground.workspace, () =>
      playground.workspace.say({ as: values.as, channel: values.channel, text }),
    );
  }
  console.log(playground.workspace.transcript({ as: values.as }));
  await playground.close();
}

async function open(): Promise<void> {
  const playground = await start(Number(values.port));
  for (const name of values.scenario) await playground.scenarios.toggle(name);
  console.log(`Wheelhouse playground: ${playground.workspace.origin}/`);
  console.log(
    "A simulated Slack workspace and a simulated cluster; nothing leaves this machine. Ctrl-C ends it.",
  );
  if (!values["no-open"] && process.stdout.isTTY) showInBrowser(playground.workspace.origin);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await playground.close();
}

async function start(port: number): Promise<Playground> {
  const log = createLog({ level: values.verbose ? "info" : "error", redact: (text) => text });
  return startPlayground({ log, workspace: { port } });
}

/** Best effort: the address is printed anyway. */
function showInBrowser(url: string): void {
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
