// A card is one message, and shows what is so when it is sent.
import { expect, test } from "vitest";
import type { Delivery } from "#src/slack/delivery.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { owedIn } from "../store/owed.ts";
import { card, claimMs, given, parcel } from "./given-outbox.ts";

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
