import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { operationCard } from "#src/card/operation-card.ts";
import type { Operation } from "#src/operation/operation.ts";
import { type Cards, createCards } from "#src/slack/cards.ts";
import type { Clicked } from "#src/slack/chat.ts";
import type { Delivery } from "#src/slack/delivery.ts";
import { type Carrier, createOutbox, type Outbox } from "#src/slack/outbox.ts";
import type { Parcel, Sendable } from "#src/slack/parcel.ts";
import type { SlackMessage } from "#src/slack/render/message.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { minute } from "../given.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { givenOperation, givenPlan, givenRunning, givenStep } from "./render/given-operation.ts";

const ref = { kind: "operation", id: "op-7k3m9x" };
const key = "operation/op-7k3m9x";
const bob = { by: "U0BOB", verdict: "approve", role: "approver", at: 1 } as const;

test("an operation is one card, its votes and its result go into the thread", async () => {
  const { show, keys, sent } = given();
  await show(givenOperation());
  await show(givenOperation({ votes: [bob], approvalsNeeded: 2 }));
  await show(givenRunning({ state: "succeeded", endedAt: 9 }));
  expect(keys()).toEqual([key, key, `${key}/vote/0`, key, `${key}/result/succeeded/9`]);
  expect(sent.filter(({ draws }) => !draws).every(({ under }) => under === key)).toBe(true);
  expect(JSON.stringify(sent.at(-1)?.message?.blocks)).toContain('"user_id":"U0ANN"');
});

test("where the card is elsewhere, a pointer and the result go to where it was asked", async () => {
  const { show, sent } = given({ approvalsChannel: () => "C0BOARD" });
  const where = { channel: "C0OPS", thread: "1.0" };
  await show(givenOperation({ where }));
  await show(givenRunning({ where, state: "failed", endedAt: 9 }));
  expect(sent.map(({ key: name, channel, thread }) => [name.replace(key, ""), channel, thread])).toEqual([
    ["", "C0BOARD", undefined],
    ["/pointer", "C0OPS", "1.0"],
    ["", "C0BOARD", undefined],
    ["/vote/0", "C0BOARD", undefined],
    ["/result/failed/9", "C0BOARD", undefined],
    ["/there/result/failed/9", "C0OPS", "1.0"],
  ]);
});

test("calls that do not fit go into the card's thread, and only then it can be approved", async () => {
  const { cards, show, drawn, sent, store } = given();
  const calls = manyCalls;
  const operation = givenOperation({ plan: givenPlan({ steps: [givenStep({ calls })] }) });
  await show(operation);
  expect(labels(await drawn())).not.toContain("approve op-7k3m9x");
  await store.remember(key, "C0OPS", "1.0");
  await cards.arrived(key);
  const pages = sent.slice(1);
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.every(({ under }) => under === key)).toBe(true);
  const read = JSON.stringify(pages.map(({ message }) => message?.blocks));
  expect(calls.every((call) => read.includes(call))).toBe(true);
  expect(labels(await drawn())).not.toContain("approve op-7k3m9x");
  expect(await cards.isReadable(ref)).toBe(false);

  await cards.arrived(key);
  for (const [at, { key: name }] of pages.entries()) {
    expect([at, sent.length, await cards.isReadable(ref)]).toEqual([at, pages.length + 1, false]);
    await store.remember(name, "C0OPS", `2.${at}`);
    await cards.arrived(name);
  }
  expect(sent.at(-1)?.draws).toEqual(ref);
  expect(labels(await drawn())).toContain("approve op-7k3m9x");
  expect(await cards.isReadable(ref)).toBe(true);
});

test("calls that cannot be posted are said so on the card, and posted when somebody asks again", async () => {
  const clock = handClock();
  const store = openSqlite(":memory:");
  const messages: Sendable[] = [];
  let isLocked = true;
  const carrier = {
    deliver: async (form: Sendable): Promise<Delivery> => {
      messages.push(form);
      if (isLocked && form.thread) return { outcome: "refused", why: "restricted_action_thread_locked" };
      return { outcome: "delivered", ts: form.ts ?? `${messages.length}.0` };
    },
  };
  const { cards } = givenReplica({ store, clock, carrier });
  const steps = [givenStep({ calls: manyCalls })];
  const operation = givenOperation({ plan: givenPlan({ steps }) });
  await store.operations.add({ next: operation, entries: [] });
  const shown = () => messages.findLast(({ draws }) => draws)?.message;

  await cards.show(ref);
  await clock.advance(minute);
  expect(JSON.stringify(shown())).toContain(
    "could not be posted into the thread (restricted_action_thread_locked)",
  );
  expect(JSON.stringify(shown())).toContain("approve op-7k3m9x posts it");
  expect(labels(shown())).not.toContain("approve op-7k3m9x");
  expect(await cards.isReadable(ref)).toBe(false);

  isLocked = false;
  await cards.show(ref);
  await clock.advance(minute);
  expect(labels(shown())).toContain("approve op-7k3m9x");
  expect(await cards.isReadable(ref)).toBe(true);
});

test("a card that is deleted and posted anew has all of its calls in its new thread before it can be approved", async () => {
  const clock = handClock();
  const store = openSqlite(":memory:");
  const messages: Sendable[] = [];
  const deleted = new Set<string>();
  const carrier = {
    deliver: async (form: Sendable): Promise<Delivery> => {
      if (form.ts !== undefined && deleted.has(form.ts)) return { outcome: "gone", why: "message_not_found" };
      messages.push(form);
      return { outcome: "delivered", ts: form.ts ?? `${messages.length}.0` };
    },
  };
  const { cards } = givenReplica({ store, clock, carrier });
  const steps = [givenStep({ calls: manyCalls })];
  const operation = givenOperation({ plan: givenPlan({ steps }), approvalsNeeded: 2 });
  await store.operations.add({ next: operation, entries: [] });
  const pagesIn = (thread: string | undefined) => messages.filter((each) => each.thread === thread).length;

  await cards.show(ref);
  await clock.advance(minute);
  const first = (await store.shown(key))?.ts ?? "";
  deleted.add(first);
  await store.operations.change(operation.id, (before) => ({
    next: { ...before, votes: [bob] },
    entries: [],
  }));
  await cards.show(ref);
  await clock.advance(minute);
  const second = (await store.shown(key))?.ts ?? "";
  expect(second).not.toBe(first);
  expect(pagesIn(first)).toBeGreaterThan(1);
  // Beside the pages there is the vote.
  expect(pagesIn(second)).toBe(pagesIn(first) + 1);
  expect(await cards.isReadable(ref)).toBe(true);
});

test("a card that Slack refuses for good is not sent again and again", async () => {
  const clock = handClock();
  const store = openSqlite(":memory:");
  let attempts = 0;
  const carrier = {
    deliver: async (): Promise<Delivery> => {
      if (++attempts > 20) await clock.sleep(Number.POSITIVE_INFINITY);
      return { outcome: "refused", why: "is_archived" };
    },
  };
  const { cards } = givenReplica({ store, clock, carrier });
  await store.operations.add({ next: givenOperation(), entries: [] });
  await cards.show(ref);
  await clock.advance(minute);
  expect(attempts).toBe(1);
});

test("what Slack does not show yet cannot be read, however short it is", async () => {
  const { cards, show, drawn, store } = given();
  const operation = givenOperation();
  await show(operation);
  expect(labels(await drawn())).toContain("approve op-7k3m9x");
  expect(await cards.isReadable(ref)).toBe(false);
  await store.remember(key, "C0OPS", "1.0");
  expect(await cards.isReadable(ref)).toBe(true);
});

test("a card that would be too much for Slack as a whole has its calls behind a button", async () => {
  const { show, drawn, keys, store } = given();
  await store.remember(key, "C0OPS", "1.0");
  const lines = Array(8).fill("12 pods move. ".repeat(17));
  const calls = ["x".repeat(4_000)];
  await show(
    givenOperation({ plan: givenPlan({ impact: lines, warnings: lines, steps: [givenStep({ calls })] }) }),
  );
  expect(keys()).toEqual([key]);
  expect(labels(await drawn())).toEqual([
    "operation calls op-7k3m9x",
    "approve op-7k3m9x",
    "deny op-7k3m9x",
    "cancel op-7k3m9x",
  ]);
});

test("what is out of date is not offered again: it is impossible now, or would be about something else", async () => {
  const { show, drawn } = given();
  await show(givenOperation({ state: "stale" }));
  expect(labels(await drawn())).toEqual([]);
  await show(givenOperation({ state: "stale", replacedBy: "op-000002" }));
  expect(labels(await drawn())).toEqual([]);
});

test("a click on another message than the card draws both anew", async () => {
  const { show, sent, store } = given();
  await store.remember(key, "C0OPS", "5.0");
  await show(givenOperation({ state: "denied" }), { channel: "C0OPS", ts: "4.0" });
  expect(sent.map(({ key, draws, ts }) => [key, draws, ts])).toContainEqual([`${key}/copy/4.0`, ref, "4.0"]);

  const again = given({ store });
  await again.show(givenOperation({ state: "cancelled" }), { channel: "C0OPS", ts: "5.0" });
  expect(again.keys()).toEqual([key]);
});

test("the reminder mentions those whom the configuration names, and only while it waits", async () => {
  const { show, sent } = given();
  await show(givenOperation({ remindedAt: 5 }));
  const reminder = sent.find(({ key }) => key.endsWith("/reminder"));
  expect(JSON.stringify(reminder?.message?.blocks)).toContain('"usergroup_id":"S0SRE"');
  const late = given();
  await late.show(givenRunning({ remindedAt: 5 }));
  expect(late.keys()).not.toContain(`${key}/reminder`);
});

test("two replicas that tell of one operation in the wrong order leave its newest state on the card", async () => {
  const clock = handClock();
  const store = openSqlite(":memory:");
  const shown = new Map<string, string>();
  const carrier = {
    deliver: async ({ ts = `${shown.size + 1}.0`, message }: Sendable): Promise<Delivery> => {
      shown.set(ts, message.text);
      return { outcome: "delivered", ts };
    },
  };
  const [one, other] = [1, 2].map(() => givenReplica({ store, clock, carrier }).cards) as [Cards, Cards];
  const become = (next: Operation) => store.operations.change(next.id, () => ({ next, entries: [] }));

  await store.operations.add({ next: givenOperation(), entries: [] });
  await one.show(ref);
  await clock.settle();
  const running = givenRunning();
  const succeeded = givenRunning({ state: "succeeded", endedAt: 9 });
  await become(running);
  await become(succeeded);
  await other.show(ref);
  await one.show(ref);
  await clock.advance(30_000);
  expect(shown.get("1.0")).toContain("Cordon worker1 on home is done");
});

/** More than a button opens. */
const manyCalls = Array.from(
  { length: 600 },
  (_, at) => `DELETE /api/v1/namespaces/shop/pods/db-${at} preconditions.uid=0`,
);

type Given = {
  readonly approvalsChannel?: () => string;
  readonly store?: Store;
  readonly outbox?: Pick<Outbox, "send">;
};

function given({ approvalsChannel, store = openSqlite(":memory:"), outbox }: Given = {}) {
  const sent: Parcel[] = [];
  const context = { approvers: ["S0SRE"], approvalsChannel: approvalsChannel ?? (() => undefined) };
  const cards = createCards({
    outbox: outbox ?? { send: async (parcel) => void sent.push(parcel) },
    store,
    makers: {
      operation: async (id) => {
        const operation = await store.operations.find(id);
        return operation && operationCard(operation, context);
      },
    },
    memberOf: async () => undefined,
    redact: (value) => value,
  });
  return {
    cards,
    show,
    drawn: () => cards.draw(ref),
    sent,
    store,
    keys: () => sent.map((parcel) => parcel.key),
  };

  /** As it is stored. */
  async function show(next: Operation, clicked?: Clicked): Promise<void> {
    const turn = { next, entries: [] };
    if (!(await store.operations.add(turn))) await store.operations.change(next.id, () => turn);
    await cards.show(ref, clicked);
  }
}

type Replica = { readonly store: Store; readonly clock: HandClock; readonly carrier: Carrier };

/** Cards over an outbox of their own. */
function givenReplica({ store, clock, carrier }: Replica) {
  const outbox = createOutbox({
    ...{ carrier, store, clock, log: silentLog },
    draw: (each) => cards.draw(each),
    onArrived: (name) => cards.arrived(name),
    onRefused: (name, why) => cards.refused(name, why),
  });
  const { cards } = given({ store, outbox });
  return { cards };
}

/** The lines that its buttons carry. */
function labels(message: SlackMessage | undefined): readonly string[] {
  return [...JSON.stringify(message?.blocks ?? []).matchAll(/"value":"([^"]+)"/g)].map(
    ([, line]) => line ?? "",
  );
}
