// What Slack refuses is said in another way, or given up.
import { expect, test } from "vitest";
import type { Delivery } from "#src/slack/delivery.ts";
import type { Carrier } from "#src/slack/outbox.ts";
import type { Sendable } from "#src/slack/parcel.ts";
import { owedIn } from "../store/owed.ts";
import { given, parcel } from "./given-outbox.ts";

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

test("a refused message does not hold up the next one", async () => {
  const { outbox, sent, quiet } = given({ says: [{ outcome: "refused", why: "channel_not_found" }] });
  await outbox.send(parcel("a"));
  await outbox.send(parcel("b"));
  await quiet();
  expect(sent.map(({ key }) => key)).toEqual(["a", "b"]);
});
