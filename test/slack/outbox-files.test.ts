// A file follows its message into its thread.
import { expect, test } from "vitest";
import type { Delivery } from "#src/slack/delivery.ts";
import type { Sendable } from "#src/slack/parcel.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { owedIn } from "../store/owed.ts";
import { claimMs, given, parcel } from "./given-outbox.ts";

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
