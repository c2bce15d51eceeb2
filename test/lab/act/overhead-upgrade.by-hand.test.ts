// How long a whole upgrade takes by the bot, from its approval to its end, beside the same commands typed by hand on a cluster that was made the same way.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down } from "../hosts/index.ts";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";
import { backUpEtcdByHand, typeByHand } from "./by-hand.ts";
import { changes } from "./changes.ts";
import { said, tellSteps } from "./took.ts";
import { beginUpgrade, givenUpgrade, newest, versions } from "./upgrade-given.ts";

/** How many of each are timed, in turns. Each takes two clusters and a quarter of an hour. */
const runs = Number(process.env.WHEELHOUSE_OVERHEAD_UPGRADES ?? 1);
/** Where it is written down, a line of JSON, for `npm run bench -- overhead`. */
const file = process.env.WHEELHOUSE_OVERHEAD_FILE;
const hosts = ["cp1", "worker1", "worker2"];
const what = "a control plane and two workers go to the next minor, etcd backed up first";
const timeout = 1_800_000;

/** Answers milliseconds. */
type Way = (chat: Conversation) => Promise<number>;

beforeAll(() => readImages(), timeout);
afterAll(() => down());

/** In turns, and each order as often as the other where there are several. No test asserts a time. */
test.each(Array.from({ length: runs }, (_, at) => at))(
  "a cluster goes to the next minor (%i)",
  {
    timeout: 2 * timeout,
  },
  async (at) => {
    const took = new Map<Way, number>();
    for (const way of at % 2 === 0 ? [byTheBot, byHand] : [byHand, byTheBot]) took.set(way, await timed(way));
    const [botMs = 0, handMs = 0] = [took.get(byTheBot), took.get(byHand)];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, botMs, handMs })}\n`);
    console.log(
      `${what}: ${said(botMs)} by the bot, ${said(handMs)} by hand, ${(botMs / handMs).toFixed(2)} times as long`,
    );
  },
);

async function timed(way: Way): Promise<number> {
  const chat = await givenUpgrade(hosts);
  try {
    const took = await way(chat);
    expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
    return took;
  } finally {
    await chat.close();
  }
}

/** Who is first would else pay for what nobody has read from the disk yet. */
async function readImages(): Promise<void> {
  await run(["find", join(cacheFolder, "images", "registry"), "-type", "f", "-exec", "cksum", "{}", "+"]);
}

/** The answer to its one question, after the first worker, is given as soon as it is seen. */
async function byTheBot(chat: Conversation): Promise<number> {
  const { show, stage } = await beginUpgrade(chat);
  const second = await stage("worker2");
  await changes(chat).shows(second, / is proposed/);
  await changes(chat).approve(second);
  await eventually(show, /is done/, 600_000);
  return inStore(chat, async ({ campaigns, operations }) => {
    const [{ beganAt, endedAt, records, course } = noCampaign()] = await campaigns.list({});
    for (const [at, { operation, startedAt = 0, endedAt: to = 0 }] of records.entries()) {
      console.log(`${said(to - startedAt).padStart(8)}  ${course.stages[at]?.title}`);
      const found = await operations.find(operation ?? "");
      if (found) tellSteps(found);
    }
    return (endedAt ?? Number.NaN) - beganAt;
  });
}

function noCampaign(): never {
  throw new Error("there is no campaign");
}

/** What the bot would do to each node next, which nobody approves; a person needs no time to think of it. */
async function byHand(chat: Conversation): Promise<number> {
  let took = await backUpEtcdByHand("cp1");
  for (const node of hosts) {
    const line = `upgrade node ${node} --to=${newest.version} --delete-emptydir-data`;
    const id = await changes(chat).propose(line);
    const found = await inStore(chat, ({ operations }) => operations.find(id));
    expect(await chat.ask(`cancel ${id}`, "U0ANN")).toContain("cancelled");
    if (found) took += await typeByHand(found.plan, node);
  }
  return took;
}

async function inStore<Found>(
  { database }: Conversation,
  read: (store: Store) => Promise<Found>,
): Promise<Found> {
  const store = openSqlite(database);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
