// How long a change takes by the bot, from its approval on, beside the same commands typed by hand: a join, and a node's way to the next minor.
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
import { versions } from "./upgrade-given.ts";

/** The first one pays for what nobody has read from the disk yet, and does not count. */
const workers = { warmsUp: "worker1", byBot: "worker2", byHand: "worker3" };
const nodes = ["cp1", ...Object.values(workers)];
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
  await inTurns((node) => `node add ${node}`);
  expect(await versions()).toEqual(nodes.map((node) => `${node} v${before.version} True`));
});

test("a worker goes to the next minor", { timeout }, async () => {
  const plane = await byTheBot(`upgrade node cp1 --to=${newest.version} --delete-emptydir-data`);
  console.log(`The control plane by the bot: ${said(plane)}`);
  await inTurns((node) => `upgrade node ${node} --to=${newest.version} --delete-emptydir-data`);
  expect(await versions()).toEqual(nodes.map((node) => `${node} v${newest.version} True`));
});

/** The one number that counts is printed: no test asserts a time. */
async function inTurns(lineFor: (node: string) => string): Promise<void> {
  await typedByHand(lineFor(workers.warmsUp), workers.warmsUp);
  const bot = await byTheBot(lineFor(workers.byBot));
  const hand = await typedByHand(lineFor(workers.byHand), workers.byHand);
  console.log(
    `${lineFor("…")}: ${said(bot)} by the bot, ${said(hand)} by hand, ${(bot / hand).toFixed(2)} times as long`,
  );
}

/** From the approving click, with which it is planned once more, until it is written down that it has succeeded. */
async function byTheBot(line: string): Promise<number> {
  const { propose, approve, shows } = changes(chat);
  const id = await propose(line);
  const { risk, target } = (await find(id)).plan;
  const clickedAt = Date.now();
  await approve(id, risk === "destructive" ? target : undefined);
  expect(await shows(id, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  const { startedAt = 0, endedAt = 0, plan, steps } = await find(id);
  console.log(`  ${said(startedAt - clickedAt).padStart(8)}  (until it started)`);
  for (const [at, { title }] of plan.steps.entries()) {
    const { startedAt: from = 0, endedAt: to = from } = steps[at] ?? {};
    console.log(`  ${said(to - from).padStart(8)}  ${title}`);
  }
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

function said(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
