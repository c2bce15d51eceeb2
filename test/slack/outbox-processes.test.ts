// Several processes owe the same messages: each is sent by one of them.
import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createOutbox } from "#src/slack/outbox.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { owedIn } from "../store/owed.ts";
import { claimMs, given, nothing, parcel, unheard } from "./given-outbox.ts";

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
