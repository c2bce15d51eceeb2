// How long a whole upgrade takes by the bot, from its approval to its end, beside the same commands typed by hand on a cluster that was made the same way.
import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Campaign } from "#src/campaign/campaign.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down } from "../hosts/index.ts";
import { backUpEtcdByHand, typeByHand } from "./by-hand.ts";
import { changes } from "./changes.ts";
import { beginUpgrade, givenUpgrade, newest, versions } from "./upgrade-given.ts";

/** Where it is written down, a line of JSON, for `npm run bench -- overhead`. */
const file = process.env.WHEELHOUSE_OVERHEAD_FILE;
const hosts = ["cp1", "worker1", "worker2"];
const what = "a control plane and two workers go to the next minor, etcd backed up first";
const timeout = 1_800_000;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenUpgrade(hosts);
}, timeout);
afterAll(async () => {
  await chat?.close();
  await down();
});

/** The bot goes first: what nobody has read from the disk yet is its to pay for. No test asserts a time. */
test("a cluster goes to the next minor", { timeout }, async () => {
  const botMs = await byTheBot();
  await chat.close();
  chat = await givenUpgrade(hosts);
  const handMs = await typedByHand();
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, botMs, handMs })}\n`);
  console.log(
    `${what}: ${said(botMs)} by the bot, ${said(handMs)} by hand, ${(botMs / handMs).toFixed(2)} times as long`,
  );
});

/** The answer to its one question, after the first worker, is given as soon as it is seen. */
async function byTheBot(): Promise<number> {
  const { show, stage } = await beginUpgrade(chat);
  const second = await stage("worker2");
  await changes(chat).shows(second, / is proposed/);
  await changes(chat).approve(second);
  await eventually(show, /is done/, 600_000);
  expect(await versions()).toEqual(there);
  const [campaign] = await inStore((store) => store.campaigns.list({}));
  return campaign === undefined ? Number.NaN : tookOf(campaign);
}

function tookOf({ beganAt, endedAt = 0, course, records }: Campaign): number {
  for (const [at, { title }] of course.stages.entries()) {
    const { startedAt = 0, endedAt: to = 0 } = records[at] ?? {};
    console.log(`  ${said(to - startedAt).padStart(8)}  ${title}`);
  }
  return endedAt - beganAt;
}

/** What the bot would do to each node next, which nobody approves; a person needs no time to think of it. */
async function typedByHand(): Promise<number> {
  let took = await backUpEtcdByHand("cp1");
  for (const node of hosts) {
    const line = `upgrade node ${node} --to=${newest.version} --delete-emptydir-data`;
    const id = await changes(chat).propose(line);
    const found = await inStore((store) => store.operations.find(id));
    expect(await chat.ask(`cancel ${id}`, "U0ANN")).toContain("cancelled");
    if (found) took += await typeByHand(found.plan, node);
  }
  expect(await versions()).toEqual(there);
  return took;
}

const there = hosts.map((host) => `${host} v${newest.version} True`);

async function inStore<Found>(read: (store: Store) => Promise<Found>): Promise<Found> {
  const store = openSqlite(chat.database);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

function said(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
