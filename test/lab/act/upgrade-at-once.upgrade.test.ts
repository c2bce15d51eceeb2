// Workers go to the next minor side by side, once a first one has shown that it works and a second one was asked about.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";
import { beginUpgrade, givenUpgrade, newest, versions } from "./upgrade-given.ts";

/** At most half of the workers go at once, so that what is drained finds room. */
const hosts = ["cp1", "worker1", "worker2", "worker3", "worker4"];

let chat: Conversation;
beforeAll(async () => {
  chat = await givenUpgrade(hosts);
}, 1_200_000);
afterAll(() => chat?.close());

test("two of four workers are upgraded at the same time, each by an operation of its own", {
  timeout: 1_700_000,
}, async () => {
  const { approve, shows, isIntact } = changes(chat);
  const { show, stage } = await beginUpgrade(chat, "--at-once=2");
  await shows(await stage("cp1"), / is succeeded/);
  await shows(await stage("worker1"), / is succeeded/);
  const second = await stage("worker2");
  await shows(second, / is proposed/);
  await approve(second);
  await shows(second, / is succeeded/);

  const beside = [await stage("worker3"), await stage("worker4")];
  for (const each of beside) await shows(each, / is succeeded/);
  await eventually(show, /is done/);
  const [one, other] = await Promise.all(beside.map(whenItRan));
  expect(one?.startedAt).toBeLessThan(other?.endedAt ?? 0);
  expect(other?.startedAt).toBeLessThan(one?.endedAt ?? 0);
  expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
  await isIntact();
});

async function whenItRan(id: string) {
  const store = openSqlite(chat.database);
  const { startedAt = 0, endedAt = 0 } = (await store.operations.find(id)) ?? {};
  await store.close();
  return { startedAt, endedAt };
}
