import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Delivery } from "#src/slack/delivery.ts";
import { type Carrier, createOutbox } from "#src/slack/outbox.ts";
import type { Parcel, Sendable } from "#src/slack/parcel.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Owed, Store } from "#src/store/store.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { owedIn } from "../store/owed.ts";

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

test("a note to one person outlives an outage of a minute, and goes as a direct message where it is refused", async () => {
  const silence: Delivery = { outcome: "retry", why: "refused" };
  const { outbox, sent, clock, quiet } = given({
    says: [...Array(8).fill(silence), { outcome: "refused", why: "user_not_in_channel" }],
  });
  await outbox.send(parcel("note", { to: "U1", instead: "U1" }));
  await quiet();
  await clock.advance(2 * 60_000);
  expect(sent.map(({ channel, to }) => [channel, to]).slice(7)).toEqual([
    ["C1", "U1"],
    ["C1", "U1"],
    ["U1", undefined],
  ]);
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

test("what another process has in flight is left to it, and arrives once", async () => {
  const store = openSqlite(":memory:");
  const busy = given({ store, says: Array(6).fill({ outcome: "retry", why: "down" }) });
  await busy.outbox.resume();
  for (const key of ["a", "b"]) await busy.outbox.send(parcel(key));
  const started = given({ store, clock: busy.clock });
  await started.outbox.resume();
  await busy.clock.advance(10 * claimMs);
  expect(busy.sent.map(({ key }) => key)).toEqual([...Array(7).fill("a"), "b"]);
  expect(started.sent).toEqual([]);
  expect(await owedIn(store)).toEqual([]);
});

test("what a process that died was sending is sent by one that lives, in its order, without a restart", async () => {
  const store = openSqlite(":memory:");
  const living = given({ store });
  await living.outbox.resume();
  const dead = createOutbox({ carrier: unheard, draw: nothing, store, clock: living.clock, log: silentLog });
  for (const key of ["a", "b", "c"]) await dead.send(parcel(key));
  await living.clock.advance(claimMs - 1);
  expect(living.sent).toEqual([]);
  await living.clock.advance(claimMs);
  expect(living.sent.map(({ key }) => key)).toEqual(["a", "b", "c"]);
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

test("what a process says of a message that another is sending is sent by that one", async () => {
  const store = openSqlite(":memory:");
  const slow = given({ store, says: [{ outcome: "retry", why: "down" }] });
  await slow.outbox.send(parcel("m", { ts: "1", text: "older" }));
  await slow.quiet();
  const other = given({ store });
  await other.outbox.send(parcel("m", { ts: "1", text: "newer" }));
  await other.quiet();
  await slow.clock.advance(10_000);
  expect(slow.sent.map(({ message }) => message.text)).toEqual(["older", "older", "newer"]);
  expect(other.sent).toEqual([]);
  expect(await owedIn(store)).toEqual([]);
});

test("a process that stood still does not send again what another has taken up", async () => {
  const store = openSqlite(":memory:");
  const still = given({ store, says: [{ outcome: "retry", why: "down" }] });
  await still.outbox.send(parcel("a"));
  await still.quiet();
  // Only the other's clock goes on.
  const other = given({ store });
  await other.outbox.resume();
  await other.clock.advance(2 * claimMs);
  await still.clock.advance(claimMs);
  expect(still.sent.map(({ key }) => key)).toEqual(["a"]);
  expect(other.sent.map(({ key }) => key)).toEqual(["a"]);
});

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

test("blocks that Slack refuses are sent as text, and text that it refuses is given up", async () => {
  const malformed: Delivery = { outcome: "malformed", why: "invalid_blocks" };
  const { outbox, sent, store, quiet } = given({ says: [malformed] });
  await outbox.send(parcel("a", { text: "headline" }));
  await quiet();
  expect(sent.map(({ message }) => message.blocks.length)).toEqual([1, 0]);
  expect(sent[1]?.message.text).toContain("in a block");

  const stubborn = given({ store, says: [malformed, malformed] });
  await stubborn.outbox.send(parcel("b"));
  await stubborn.quiet();
  expect(await owedIn(store)).toEqual([]);
});

test("an edit of a message that is gone becomes a new message", async () => {
  const { outbox, sent, quiet } = given({ says: [{ outcome: "gone", why: "message_not_found" }] });
  await outbox.send(parcel("a", { ts: "1" }));
  await quiet();
  expect(sent.map(({ ts }) => ts)).toEqual(["1", undefined]);
});

test("an answer in a thread that is gone is posted to the channel, and tried no further", async () => {
  const gone: Delivery = { outcome: "gone", why: "message_not_found" };
  const { outbox, sent, store, clock, quiet } = given({ says: [gone] });
  await outbox.send(parcel("a", { thread: "1.0" }));
  await quiet();
  expect(sent.map(({ thread }) => thread)).toEqual(["1.0", undefined]);

  const stubborn = given({ store, says: [gone, gone] });
  await stubborn.outbox.send(parcel("b", { thread: "1.0" }));
  await stubborn.quiet();
  await clock.advance(3_600_000);
  expect(stubborn.sent).toHaveLength(2);
  expect(await owedIn(store)).toEqual([]);
});

test("what a channel refuses goes to the person who asked, with its file", async () => {
  const { outbox, sent, store, quiet } = given({
    says: [
      { outcome: "refused", why: "not_in_channel" },
      { outcome: "delivered", ts: "7.1", channel: "D1" },
    ],
  });
  await outbox.send(parcel("a", { thread: "1.0", instead: "U1", file: { name: "pod.log", content: "x" } }));
  await quiet();
  expect(sent.map(({ channel, thread }) => [channel, thread])).toEqual([
    ["C1", "1.0"],
    ["U1", undefined],
    ["D1", "7.1"],
  ]);
  expect(await owedIn(store)).toEqual([]);
});

test("an error that nobody knows is given up after about a minute, and those behind it go on", async () => {
  const { outbox, sent, store, clock, quiet } = given({
    says: Array(50).fill({ outcome: "doubtful", why: "brand_new" } satisfies Delivery, 0, 8),
  });
  await outbox.send(parcel("poison"));
  await outbox.send(parcel("well"));
  await quiet();
  await clock.advance(2 * 60_000);
  expect(sent.map(({ key }) => key)).toEqual([...Array(8).fill("poison"), "well"]);
  expect(await owedIn(store)).toEqual([]);
});

test("a message that Slack does not take for minutes lets the others pass, and arrives in the end", async () => {
  let isIll = true;
  const sent: string[] = [];
  const carrier: Carrier = {
    deliver: async ({ key }) => {
      if (isIll && key === "ill") return { outcome: "retry", why: "internal_error" };
      sent.push(key);
      return { outcome: "delivered", ts: `${sent.length}.0` };
    },
  };
  const { outbox, clock, store, quiet } = given({ carrier });
  for (const key of ["ill", "a", "b"]) await outbox.send(parcel(key));
  await quiet();
  await clock.advance(2 * 60_000);
  expect(sent).toEqual(["a", "b"]);
  await outbox.send(parcel("c"));
  await clock.advance(1_000);
  expect(sent).toEqual(["a", "b", "c"]);
  isIll = false;
  await clock.advance(60_000);
  expect(sent).toEqual(["a", "b", "c", "ill"]);
  expect(await owedIn(store)).toEqual([]);
});

test("what goes into a card's thread waits for a card that Slack does not take", async () => {
  let isIll = true;
  const sent: Sendable[] = [];
  const carrier: Carrier = {
    deliver: async (form) => {
      if (isIll && form.key === "operation/op-1") return { outcome: "retry", why: "internal_error" };
      sent.push(form);
      return { outcome: "delivered", ts: `${sent.length}.0` };
    },
  };
  const { outbox, clock, quiet } = given({ carrier });
  await outbox.send(parcel("operation/op-1", { keeps: "card" }));
  await outbox.send(parcel("operation/op-1/vote/0", { keeps: "once", under: "operation/op-1" }));
  await quiet();
  await clock.advance(5 * 60_000);
  expect(sent).toEqual([]);
  isIll = false;
  await clock.advance(60_000);
  expect(sent.map(({ key, thread }) => [key, thread])).toEqual([
    ["operation/op-1", undefined],
    ["operation/op-1/vote/0", "1.0"],
  ]);
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

test("a refused message does not hold up the next one", async () => {
  const { outbox, sent, quiet } = given({ says: [{ outcome: "refused", why: "channel_not_found" }] });
  await outbox.send(parcel("a"));
  await outbox.send(parcel("b"));
  await quiet();
  expect(sent.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("a file follows its message into its thread, and a crash between the two loses neither", async () => {
  const store = openSqlite(":memory:");
  const first = given({
    store,
    says: [
      { outcome: "delivered", ts: "7.1" },
      { outcome: "retry", why: "down" },
    ],
  });
  await first.outbox.send(parcel("a", { file: { name: "pod.log", content: "line" } }));
  await first.quiet();

  const second = given({ store });
  await second.outbox.resume();
  await second.clock.advance(claimMs);
  expect(second.sent).toMatchObject([
    { key: "a/file", thread: "7.1", isFile: true, file: { name: "pod.log" } },
  ]);
});

test("a file that cannot be uploaded holds up no message, and in the end a word takes its place", async () => {
  const timeout: Delivery = { outcome: "retry", why: "The operation was aborted due to timeout" };
  const carrier = {
    deliver: async (carried: Sendable): Promise<Delivery> => {
      sent.push(carried);
      return carried.isFile ? timeout : { outcome: "delivered", ts: `${sent.length}.0` };
    },
  };
  const { outbox, store, sent, clock, quiet } = given({ carrier });
  await outbox.send(parcel("a", { file: { name: "pod.log", content: "line" } }));
  await outbox.send(parcel("b"));
  await quiet();
  await clock.advance(5_000);
  expect(sent.filter(({ isFile }) => !isFile).map(({ key }) => key)).toEqual(["a", "b"]);
  await clock.advance(15 * 60_000);
  expect(sent.at(-1)).toMatchObject({
    thread: "1.0",
    message: { text: "pod.log could not be uploaded: The operation was aborted due to timeout" },
  });
  expect(sent.at(-1)?.isFile).toBeUndefined();
  expect(await owedIn(store)).toEqual([]);
});

test("a file that Slack refuses is said so in its thread, not to whoever asked", async () => {
  const { outbox, sent, store, quiet } = given({
    says: [
      { outcome: "delivered", ts: "7.1" },
      { outcome: "refused", why: "missing_scope: files:write" },
    ],
  });
  await outbox.send(parcel("a", { instead: "U1", file: { name: "pod.log", content: "line" } }));
  await quiet();
  expect(sent.slice(1).map(({ channel, thread, isFile }) => [channel, thread, isFile])).toEqual([
    ["C1", "7.1", true],
    ["C1", "7.1", undefined],
  ]);
  expect(sent.at(-1)?.message.text).toBe("pod.log could not be uploaded: missing_scope: files:write");
  expect(await owedIn(store)).toEqual([]);
});

test("the file is owed before its message is settled", async () => {
  const inner = openSqlite(":memory:");
  const order: string[] = [];
  const store: Store = {
    ...inner,
    owe: async (key, ...kept) => {
      order.push(`owe ${key}`);
      return inner.owe(key, ...kept);
    },
    settle: async (owed) => {
      order.push("settle");
      return inner.settle(owed);
    },
  };
  const { outbox, quiet } = given({ store });
  await outbox.send(parcel("a", { file: { name: "pod.log", content: "line" } }));
  await quiet();
  expect(order).toEqual(["owe a", "owe a/file", "settle", "settle"]);
});

test("a card is posted once and edited from then on, also by the next process", async () => {
  const store = openSqlite(":memory:");
  const first = given({ store });
  await first.outbox.send(parcel("operation/op-1", { keeps: "card", text: "proposed" }));
  await first.quiet();
  const second = given({ store });
  await second.outbox.send(parcel("operation/op-1", { keeps: "card", channel: "C9", text: "running" }));
  await second.quiet();
  expect(first.sent.map(({ ts }) => ts)).toEqual([undefined]);
  expect(second.sent.map(({ channel, ts }) => [channel, ts])).toEqual([["C1", "1.0"]]);
});

test("a card that was deleted is posted anew, and the new message is the card then", async () => {
  const store = openSqlite(":memory:");
  await store.remember("operation/op-1", "C1", "7.7");
  const { outbox, sent, clock, quiet } = given({
    store,
    says: [{ outcome: "gone", why: "message_not_found" }],
  });
  await outbox.send(parcel("operation/op-1", { keeps: "card" }));
  await quiet();
  await clock.advance(2_000);
  expect(sent.map(({ ts }) => ts)).toEqual(["7.7", undefined]);
  expect(await store.shown("operation/op-1")).toMatchObject({ channel: "C1", ts: "2.0" });
});

test("states of a card keep their distance: the newest is shown, the others never, and nobody waits for it", async () => {
  const { outbox, sent, clock, quiet } = given();
  const states = (texts: readonly string[]) =>
    Promise.all(
      texts.map((text) => outbox.send(parcel("operation/op-1", { keeps: "card", spacingMs: 3_000, text }))),
    );
  await states(["proposed"]);
  await quiet();
  await states(["step 1", "step 2"]);
  await quiet();
  await states(["step 3"]);
  await outbox.send(parcel("other"));
  await quiet();
  expect(sent.map(({ message }) => message.text)).toEqual(["proposed", "other"]);
  await clock.advance(2_999);
  expect(sent).toHaveLength(2);
  await clock.advance(1);
  expect(sent.slice(2).map(({ message, ts }) => [message.text, ts])).toEqual([["step 3", "1.0"]]);
});

test("a state that keeps its distance is still owed when the process ends", async () => {
  const { outbox, store, quiet } = given();
  for (const text of ["running", "done"]) {
    await outbox.send(parcel("operation/op-1", { keeps: "card", spacingMs: 3_000, text }));
    await quiet();
  }
  expect(await owedIn(store)).toEqual([expect.stringContaining('"text":"done"')]);
});

test("a card shows its operation as it is when the card is sent", async () => {
  let state = "proposed";
  const { outbox, sent, quiet } = given({ state: () => state });
  const sending = outbox.send(card);
  state = "running";
  await sending;
  await quiet();
  expect(sent.map(({ message }) => message.text)).toEqual(["running"]);
});

test("a change while a card is being sent, told by any process, is shown after it", async () => {
  for (const teller of ["the same", "another"]) {
    const store = openSqlite(":memory:");
    let state = "proposed";
    const slow = given({ store, state: () => state, says: [{ outcome: "retry", why: "down" }] });
    const other = given({ store, state: () => state });
    await slow.outbox.send(card);
    await slow.quiet();
    state = "running";
    await (teller === "another" ? other : slow).outbox.send(card);
    await slow.clock.advance(10_000);
    expect([teller, slow.sent.at(-1)?.message.text]).toEqual([teller, "running"]);
    expect(other.sent).toEqual([]);
    expect(await owedIn(store)).toEqual([]);
  }
});

test("what a process that stood still brings too late is drawn once more", async () => {
  const store = openSqlite(":memory:");
  await store.remember("operation/op-1", "C1", "1.0");
  let state = "running";
  let answer: (delivery: Delivery) => void = () => undefined;
  const late = new Promise<Delivery>((resolve) => {
    answer = resolve;
  });
  const still = given({ store, state: () => state, says: [late] });
  await still.outbox.send(card);
  await still.quiet();
  state = "succeeded";
  // Only the other's clock goes on.
  const other = given({ store, state: () => state });
  await other.outbox.resume();
  await other.clock.advance(claimMs);
  expect(other.sent.map(({ message }) => message.text)).toEqual(["succeeded"]);
  answer({ outcome: "delivered", ts: "1.0" });
  await still.clock.advance(10_000);
  expect(still.sent.map(({ message }) => message.text)).toEqual(["running", "succeeded"]);
});

test("what goes under a card goes into its thread, and is posted once", async () => {
  const { outbox, store, sent, quiet } = given();
  await outbox.send(parcel("operation/op-1", { keeps: "card" }));
  await outbox.send(parcel("operation/op-1/vote/0", { keeps: "once", under: "operation/op-1" }));
  await quiet();
  await outbox.send(parcel("operation/op-1/vote/0", { keeps: "once", under: "operation/op-1" }));
  await quiet();
  expect(sent.map(({ key, thread }) => [key, thread])).toEqual([
    ["operation/op-1", undefined],
    ["operation/op-1/vote/0", "1.0"],
  ]);
  expect(await owedIn(store)).toEqual([]);
});

test("a card that says nothing new is not edited, also after a restart, and is once it says something else", async () => {
  const store = openSqlite(":memory:");
  let state = "proposed";
  const first = given({ store, state: () => state });
  await first.outbox.send(card);
  await first.quiet();
  await first.outbox.send(card);
  await first.clock.advance(10_000);
  expect(first.sent.map(({ ts }) => ts)).toEqual([undefined]);

  const restarted = given({ store, state: () => state });
  await restarted.outbox.send(card);
  await restarted.clock.advance(10_000);
  expect(restarted.sent).toEqual([]);
  expect(await owedIn(store)).toEqual([]);
  state = "running";
  await restarted.outbox.send(card);
  await restarted.clock.advance(10_000);
  expect(restarted.sent.map(({ ts, message }) => [ts, message.text])).toEqual([["1.0", "running"]]);
});

test("an edit of which nothing was heard may have arrived: what the card said before is sent again", async () => {
  const unheard: Delivery = { outcome: "retry", why: "timeout" };
  let state = "proposed";
  const { outbox, sent, clock, quiet } = given({
    state: () => state,
    says: [{ outcome: "delivered", ts: "1.0" }, unheard],
  });
  await outbox.send(card);
  await quiet();
  state = "running";
  await outbox.send(card);
  await clock.advance(1);
  state = "proposed";
  await outbox.send(card);
  await clock.advance(10_000);
  expect(sent.map(({ message }) => message.text)).toEqual(["proposed", "running", "proposed"]);
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

test("a clock that is set back holds up neither a post nor a card", async () => {
  const { outbox, sent, clock, quiet } = given();
  await outbox.send(parcel("operation/op-1", { keeps: "card", spacingMs: 3_000, text: "proposed" }));
  await quiet();
  clock.setBack(3_600_000);
  await outbox.send(parcel("operation/op-1", { keeps: "card", spacingMs: 3_000, text: "running" }));
  await outbox.send(parcel("other"));
  await quiet();
  await clock.advance(3_000);
  expect(sent.map(({ message }) => message.text).sort()).toEqual(["other", "proposed", "running"]);
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

/** How long a claim on a message holds that nobody renews; each looks every 5 s. */
const claimMs = 15_000;

/** Slack never answers it, nor do we. */
const unheard = { deliver: () => new Promise<Delivery>(() => {}) };

const nothing = async () => undefined;

type Given = {
  readonly says?: readonly (Delivery | Promise<Delivery>)[];
  readonly store?: Store;
  readonly clock?: HandClock;
  /** What an operation is at the moment, in a word. */
  readonly state?: () => string;
  readonly carrier?: Carrier;
};

/** An outbox over a carrier that says these things first, and delivers everything after. */
function given({
  says = [],
  store = openSqlite(":memory:"),
  clock = handClock(),
  state,
  carrier,
}: Given = {}) {
  const sent: Sendable[] = [];
  const telling: Carrier = {
    deliver: async (carried) => {
      sent.push(carried);
      return says[sent.length - 1] ?? { outcome: "delivered", ts: `${sent.length}.0` };
    },
  };
  const draw = state ? async () => ({ text: state(), blocks: [] }) : nothing;
  const outbox = createOutbox({ carrier: carrier ?? telling, draw, store, clock, log: silentLog });
  return { outbox, store, sent, clock, quiet: clock.settle };
}

/** The card of an operation, without a state of its own. */
const card: Parcel = {
  key: "operation/op-1",
  keeps: "card",
  draws: { kind: "operation", id: "op-1" },
  channel: "C1",
};

type Overrides = Partial<Omit<Parcel, "message">> & { readonly text?: string };

function parcel(key: string, { text = key, ...overrides }: Overrides = {}): Sendable {
  const blocks = [{ type: "section" as const, text: { type: "plain_text" as const, text: "in a block" } }];
  return { key, channel: "C1", message: { text, blocks }, ...overrides };
}
