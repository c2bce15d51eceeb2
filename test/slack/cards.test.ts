import { expect, test } from "vitest";
import { createCards } from "#src/slack/cards.ts";
import type { Parcel } from "#src/slack/parcel.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { givenOperation, givenPlan, givenRunning, givenStep } from "./render/given-operation.ts";

const bob = { by: "U0BOB", verdict: "approve", role: "approver", at: 1 } as const;

test("an operation is one card, its votes and its result go into the thread", async () => {
  const { cards, keys, sent } = given();
  await cards.show(givenOperation());
  await cards.show(givenOperation({ votes: [bob], approvalsNeeded: 2 }));
  await cards.show(givenRunning({ state: "succeeded", endedAt: 9 }));
  expect(keys()).toEqual([
    "op-7k3m9x",
    "op-7k3m9x",
    "op-7k3m9x/vote/0",
    "op-7k3m9x",
    "op-7k3m9x/result/succeeded/9",
  ]);
  expect(sent.filter(({ key }) => key.includes("/")).every(({ under }) => under === "op-7k3m9x")).toBe(true);
  expect(JSON.stringify(sent.at(-1)?.message.blocks)).toContain('"user_id":"U0ANN"');
});

test("where the card is elsewhere, a pointer and the result go to where it was asked", async () => {
  const { cards, sent } = given({ approvalsChannel: () => "C0BOARD" });
  const where = { channel: "C0OPS", thread: "1.0" };
  await cards.show(givenOperation({ where }));
  await cards.show(givenRunning({ where, state: "failed", endedAt: 9 }));
  expect(sent.map(({ key, channel, thread }) => [key.replace("op-7k3m9x", ""), channel, thread])).toEqual([
    ["", "C0BOARD", undefined],
    ["/pointer", "C0OPS", "1.0"],
    ["", "C0BOARD", undefined],
    ["/vote/0", "C0BOARD", undefined],
    ["/result/failed/9", "C0BOARD", undefined],
    ["/there/result/failed/9", "C0OPS", "1.0"],
  ]);
});

test("calls that do not fit go into the thread first, and only then the card can be approved", async () => {
  const { cards, sent, store } = given();
  const calls = Array.from({ length: 300 }, (_, at) => `POST /api/v1/namespaces/shop/pods/db-${at}/eviction`);
  const operation = givenOperation({ plan: givenPlan({ steps: [givenStep({ calls })] }) });
  await cards.show(operation);
  expect(sent.map(({ key }) => key)).toEqual(["op-7k3m9x", "op-7k3m9x/calls"]);
  expect(calls.every((call) => sent[1]?.file?.content.includes(call))).toBe(true);
  expect(labels(sent[0])).not.toContain("approve op-7k3m9x");
  expect(await cards.isReadable(operation)).toBe(false);

  await store.remember("op-7k3m9x", "C0OPS", "1.0");
  cards.arrived("op-7k3m9x");
  await store.remember("op-7k3m9x/calls/file", "C0OPS", "2.0");
  cards.arrived("op-7k3m9x/calls/file");
  await expect.poll(() => sent.length).toBe(3);
  expect(labels(sent[2])).toContain("approve op-7k3m9x");
  expect(await cards.isReadable(operation)).toBe(true);
});

test("what Slack does not show yet cannot be read, however short it is", async () => {
  const { cards, sent, store } = given();
  const operation = givenOperation();
  await cards.show(operation);
  expect(labels(sent[0])).toContain("approve op-7k3m9x");
  expect(await cards.isReadable(operation)).toBe(false);
  await store.remember("op-7k3m9x", "C0OPS", "1.0");
  expect(await cards.isReadable(operation)).toBe(true);
});

test("a card that would be too much for Slack as a whole shows its calls in the thread", async () => {
  const { cards, keys } = given();
  const lines = Array(8).fill("12 pods move. ".repeat(17));
  const calls = ["x".repeat(4_000)];
  await cards.show(
    givenOperation({ plan: givenPlan({ impact: lines, warnings: lines, steps: [givenStep({ calls })] }) }),
  );
  expect(keys()).toContain("op-7k3m9x/calls");
});

test("what cannot be planned any more can be asked for again, what was replaced not", async () => {
  const { cards, sent } = given();
  await cards.show(givenOperation({ state: "stale" }));
  expect(labels(sent[0])).toEqual(["node cordon worker1 --cluster=home"]);
  await cards.show(givenOperation({ state: "stale", replacedBy: "op-000002" }));
  expect(labels(sent.filter(({ keeps }) => keeps === "card").at(-1))).toEqual([]);
});

test("a click on another message than the card draws both anew", async () => {
  const { cards, sent, store } = given();
  await store.remember("op-7k3m9x", "C0OPS", "5.0");
  await cards.show(givenOperation({ state: "denied" }), { channel: "C0OPS", ts: "4.0" });
  expect(sent.map(({ key, ts }) => [key, ts])).toContainEqual(["op-7k3m9x/copy/4.0", "4.0"]);
  expect(labels(sent.find(({ ts }) => ts === "4.0"))).not.toContain("approve op-7k3m9x");

  const again = given({ store });
  await again.cards.show(givenOperation({ state: "cancelled" }), { channel: "C0OPS", ts: "5.0" });
  expect(again.keys()).toEqual(["op-7k3m9x"]);
});

test("the reminder mentions those whom the configuration names, and only while it waits", async () => {
  const { cards, sent } = given();
  await cards.show(givenOperation({ remindedAt: 5 }));
  const reminder = sent.find(({ key }) => key.endsWith("/reminder"));
  expect(JSON.stringify(reminder?.message.blocks)).toContain('"usergroup_id":"S0SRE"');
  const late = given();
  await late.cards.show(givenRunning({ remindedAt: 5 }));
  expect(late.keys()).not.toContain("op-7k3m9x/reminder");
});

type Given = { readonly approvalsChannel?: () => string; readonly store?: ReturnType<typeof openSqlite> };

function given({ approvalsChannel, store = openSqlite(":memory:") }: Given = {}) {
  const sent: Parcel[] = [];
  const cards = createCards({
    outbox: { send: async (parcel) => void sent.push(parcel) },
    store,
    approvalsChannel: approvalsChannel ?? (() => undefined),
    approvers: ["S0SRE"],
    redact: (value) => value,
  });
  return { cards, sent, store, keys: () => sent.map(({ key }) => key) };
}

/** The lines that its buttons carry. */
function labels(parcel: Parcel | undefined): readonly string[] {
  return [...JSON.stringify(parcel?.message.blocks ?? []).matchAll(/"value":"([^"]+)"/g)].map(
    ([, line]) => line ?? "",
  );
}
