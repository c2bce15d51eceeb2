// What is owed is sent once, in order, at Slack's pace; it outlives outages and restarts.
import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Delivery } from "#src/slack/delivery.ts";
import { createOutbox } from "#src/slack/outbox.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Owed, Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { owedIn } from "../store/owed.ts";
import { card, claimMs, given, nothing, parcel, unheard } from "./given-outbox.ts";

test("a message arrives once and is no longer owed", async () => {
  const { outbox, store, sent, quiet } = given();
  await outbox.send(parcel("a"));
  await quiet();
  expect(sent.map(({ key }) => key)).toEqual(["a"]);
  expect(await owedIn(store)).toEqual([]);
});

test("each channel is paced on its own: a short burst, then one a second", async () => {
  const { outbox, sent, clock, quiet } = given();
  for (let n = 0; n < 8; n++) await outbox.send(parcel(`a${n}`));
  await outbox.send(parcel("b", { channel: "C2" }));
  await quiet();
  expect(sent.map(({ key }) => key).sort()).toEqual(["a0", "a1", "a2", "a3", "b"]);
  await clock.advance(2_000);
  expect(sent.map(({ key }) => key).slice(5)).toEqual(["a4", "a5"]);
  await clock.advance(2_000);
  expect(sent).toHaveLength(9);
});

test("Slack's Retry-After is honoured to the millisecond", async () => {
  const { outbox, sent, clock, quiet } = given({ says: [{ outcome: "wait", ms: 30_000 }] });
  await outbox.send(parcel("a"));
  await quiet();
  await clock.advance(29_999);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toHaveLength(2);
});

test("a note that has had its time is dropped", async () => {
  const silence: Delivery = { outcome: "retry", why: "refused" };
  const { outbox, sent, clock, store, quiet } = given({ says: Array(200).fill(silence) });
  await outbox.send(parcel("note", { to: "U1", until: clock.now() + 30 * 60_000 }));
  await quiet();
  await clock.advance(31 * 60_000);
  const tries = sent.length;
  await clock.advance(10 * 60_000);
  expect(sent).toHaveLength(tries);
  expect(await owedIn(store)).toEqual([]);
});

test("what a full disk does not take is sent all the same, except what must be remembered", async () => {
  const full = () => Promise.reject(new Error("disk full"));
  const { outbox, sent, quiet, clock } = given({
    store: { ...openSqlite(":memory:"), owe: full },
    says: [{ outcome: "wait", ms: 15_000 }],
  });
  await outbox.send(parcel("a"));
  await quiet();
  await clock.advance(15_000);
  expect(sent.map(({ key }) => key)).toEqual(["a", "a"]);
  await expect(outbox.send(card)).rejects.toThrow("disk full");
});

test("edits of one message collapse to the newest while they wait", async () => {
  const { outbox, sent, clock, quiet } = given({ says: [{ outcome: "wait", ms: 5_000 }] });
  await outbox.send(parcel("m", { ts: "1", text: "step 1" }));
  await quiet();
  for (const text of ["step 2", "step 3", "done"]) await outbox.send(parcel("m", { ts: "1", text }));
  await clock.advance(5_000);
  await quiet();
  expect(sent.map(({ message }) => message.text)).toEqual(["step 1", "done"]);
});

test("an outage delays a message and loses nothing", async () => {
  const silence: Delivery = { outcome: "retry", why: "HTTP 500" };
  const { outbox, sent, clock, store, quiet } = given({ says: Array(12).fill(silence) });
  await outbox.send(parcel("a"));
  await quiet();
  await clock.advance(10 * 60_000);
  expect(sent).toHaveLength(13);
  expect(await owedIn(store)).toEqual([]);
});

test("what a stopped bot still owed is sent by the next one", async () => {
  const store = openSqlite(":memory:");
  const first = given({ store, says: Array(99).fill({ outcome: "retry", why: "down" }) });
  await first.outbox.send(parcel("a", { text: "final" }));
  await first.quiet();
  const stopped = first.outbox.stop(1_000);
  await first.clock.advance(1_000);
  await stopped;

  const second = given({ store });
  await second.outbox.resume();
  await second.quiet();
  expect(second.sent.map(({ message }) => message.text)).toEqual(["final"]);
  expect(await owedIn(store)).toEqual([]);
});

test.each([
  ["ahead", 10],
  ["behind", -10],
])(
  "a process whose clock is ten minutes %s leaves to the living what is theirs, and takes what the dead left when their time is over",
  async (_which, minutes) => {
    const store = openSqlite(":memory:");
    const living = given({ store, says: Array(6).fill({ outcome: "retry", why: "down" }) });
    await living.outbox.resume();
    await living.outbox.send(parcel("a"));
    const other = given({ store, clock: handClock(living.clock.now() + minutes * 60_000) });
    await other.outbox.resume();
    for (let second = 0; second < 60; second++) {
      await living.clock.advance(1_000);
      await other.clock.advance(1_000);
    }
    expect(other.sent).toEqual([]);

    const dead = createOutbox({
      carrier: unheard,
      draw: nothing,
      store,
      clock: living.clock,
      log: silentLog,
    });
    await dead.send(parcel("b"));
    await other.outbox.resume();
    await other.clock.advance(claimMs - 1);
    expect(other.sent).toEqual([]);
    await other.clock.advance(1);
    expect(other.sent.map(({ key }) => key)).toEqual(["b"]);
  },
);

test("what could not be seen through, because the store failed, is taken up again", async () => {
  const inner = openSqlite(":memory:");
  let isDown = true;
  const shown: Store["shown"] = async (key) => {
    if (isDown) throw new Error("no connection");
    return inner.shown(key);
  };
  const { outbox, sent, clock, quiet } = given({ store: { ...inner, shown } });
  await outbox.resume();
  await outbox.send(parcel("operation/op-1", { keeps: "card" }));
  await quiet();
  expect(sent).toEqual([]);
  isDown = false;
  await clock.advance(5_000);
  expect(sent.map(({ key }) => key)).toEqual(["operation/op-1"]);
});

test("whenever a message comes, also in the turn in which the queue runs dry, it is sent", async () => {
  for (let turns = 0; turns < 40; turns++) {
    const store = openSqlite(":memory:");
    const { outbox, sent, quiet } = given({ store: { ...store, settle } });
    /** The later it returns, the earlier in the round of the first one the other comes. */
    async function settle(owed: Owed): Promise<boolean> {
      const settled = await store.settle(owed);
      if (sent.length > 1) return settled;
      void outbox.send(parcel("late"));
      for (let turn = 0; turn < turns; turn++) await null;
      return settled;
    }
    await outbox.send(parcel("first"));
    await quiet();
    expect(sent.map(({ key }) => key)).toEqual(["first", "late"]);
  }
});

test("a store that fails neither ends the process nor the queue", async () => {
  const store = openSqlite(":memory:");
  const settle = async () => {
    throw new Error("disk full");
  };
  const { outbox, sent, quiet } = given({ store: { ...store, settle } });
  await outbox.send(parcel("a"));
  await outbox.send(parcel("b"));
  await quiet();
  expect(sent.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("stopping does not wait for a call that never ends", async () => {
  const clock = handClock();
  const store = openSqlite(":memory:");
  const outbox = createOutbox({ carrier: unheard, draw: nothing, store, clock, log: silentLog });
  await outbox.send(parcel("a"));
  await clock.settle();
  const stopped = outbox.stop(1_000);
  await clock.advance(6_000);
  await stopped;
  expect(await owedIn(store)).toHaveLength(1);
});

test("what was posted before a restart takes no time away from what is new", async () => {
  const store = openSqlite(":memory:");
  for (let step = 0; step < 50; step++)
    await store.remember(`operation/op-1/step/${step}`, "C1", `${step}.0`);
  const { outbox, sent } = given({ store });
  for (let step = 0; step < 50; step++)
    await outbox.send(parcel(`operation/op-1/step/${step}`, { keeps: "once" }));
  await outbox.send(parcel("new"));
  await expect.poll(() => sent.map(({ key }) => key)).toEqual(["new"]);
});

test("an unreadable row is dropped instead of stopping the rest", async () => {
  const store = openSqlite(":memory:");
  const dead = { id: "dead", until: 0 };
  await store.owe("bad", '{"no":"parcel"}', dead);
  await store.owe("good", JSON.stringify(parcel("good")), dead);
  await store.release(dead.id);
  const { outbox, sent, quiet } = given({ store });
  await outbox.resume();
  await quiet();
  expect(sent.map(({ key }) => key)).toEqual(["good"]);
  expect(await owedIn(store)).toEqual([]);
});
