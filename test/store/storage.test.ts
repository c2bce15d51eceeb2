import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createStorage } from "#src/store/storage.ts";
import { handClock } from "../hand-clock.ts";

test("a database that cannot be written is found out without anybody's asking, and so is its mending", async () => {
  const clock = handClock();
  let isFull = true;
  const probe = async () => {
    if (isFull) throw new Error("disk full");
  };
  const storage = createStorage({ store: { probe }, clock, log: silentLog });
  const stopping = new AbortController();
  void storage.watch(stopping.signal);
  await clock.advance(30_000);
  expect(storage.trouble()).toBe("disk full");
  isFull = false;
  await clock.advance(5_000);
  expect(storage.trouble()).toBeUndefined();
  stopping.abort();
});
