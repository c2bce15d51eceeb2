// How long a change takes by the bot, from its approval on, beside the same commands typed by hand: a join, and a node's way to the next minor.
import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Operation } from "#src/operation/operation.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up } from "../hosts/index.ts";
import { typeByHand } from "./by-hand.ts";
import { changes } from "./changes.ts";
import { said, tellSteps } from "./took.ts";
import { versions } from "./upgrade-given.ts";

/** How many of each are timed, in turns; `npm run bench -- overhead` wants several. */
const runs = Number(process.env.WHEELHOUSE_OVERHEAD_RUNS ?? 1);
/** Where each is written down, a line of JSON, for whoever makes medians of them. */
const file = process.env.WHEELHOUSE_OVERHEAD_FILE;
/** The first one pays for what nobody has read from the disk yet, and does not count. */
const warmsUp = "worker1";
const pairs = Array.from({ length: runs }, (_, at) => ({
  byBot: `worker${2 * at + 2}`,
  byHand: `worker${2 * at + 3}`,
}));
const nodes = ["cp1", warmsUp, ...pairs.flatMap(({ byBot, byHand }) => [byBot, byHand])];
const [newest, before] = kubernetesVersions;
const timeout = 1_800_000;

let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(nodes);
  await cluster({ hosts: ["cp1"], version: before.minor });
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of nodes) await changes(chat).trust(host);
}, timeout);
afterAll(async () => {
  await chat?.close();
  await down();
});

test("a machine joins as a node", { timeout }, async () => {
  await inTurns("a machine joins as a node", (node) => `node add ${node}`);
  expect(await versions()).toEqual(nodes.map((node) => `${node} v${before.version} True`));
});

test("a worker goes to the next minor", { timeout }, async () => {
  const plane = await byTheBot(`upgrade node cp1 --to=${newest.version} --delete-emptydir-data`);
  console.log(`The control plane by the bot: ${said(plane)}`);
  const line = (node: string) => `upgrade node ${node} --to=${newest.version} --delete-emptydir-data`;
  await inTurns(`a worker goes from ${before.version} to ${newest.version}, drain included`, line);
  expect(await versions()).toEqual(nodes.map((node) => `${node} v${newest.version} True`));
});

/** The one number that counts is printed: no test asserts a time. */
async function inTurns(what: string, lineFor: (node: string) => string): Promise<void> {
  await typedByHand(lineFor(warmsUp), warmsUp);
  for (const { byBot, byHand } of pairs) {
    const botMs = await byTheBot(lineFor(byBot));
    const handMs = await typedByHand(lineFor(byHand), byHand);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, botMs, handMs })}\n`);
    console.log(
      `${what}: ${said(botMs)} by the bot, ${said(handMs)} by hand, ${(botMs / handMs).toFixed(2)} times as long`,
    );
  }
}

/** From the approving click, with which it is planned once more, until it is written down that it has succeeded. */
async function byTheBot(line: string): Promise<number> {
  const { propose, approve, shows } = changes(chat);
  const id = await propose(line);
  const { risk, target } = (await find(id)).plan;
  const clickedAt = Date.now();
  await approve(id, risk === "destructive" ? target : undefined);
  expect(await shows(id, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  const operation = await find(id);
  const { startedAt = 0, endedAt = 0 } = operation;
  console.log(`  ${said(startedAt - clickedAt).padStart(8)}  (until it started)`);
  tellSteps(operation);
  return endedAt - clickedAt;
}

/** What the bot would have done to that machine, which nobody approves. */
async function typedByHand(line: string, node: string): Promise<number> {
  const id = await changes(chat).propose(line);
  const { plan } = await find(id);
  expect(await chat.ask(`cancel ${id}`, "U0ANN")).toContain("cancelled");
  return typeByHand(plan, node);
}

async function find(id: string): Promise<Operation> {
  const store = openSqlite(chat.database);
  const found = await store.operations.find(id);
  await store.close();
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}
