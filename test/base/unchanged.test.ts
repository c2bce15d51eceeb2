// A claim of another machine is judged by our own watch.
import { expect, test } from "vitest";
import { createUnchanged } from "#src/base/unchanged.ts";
import { handClock } from "../hand-clock.ts";

test("a claim ages while it stays the same, and is young when it changes", async () => {
  const clock = handClock();
  const { forMs } = createUnchanged(clock);
  expect(forMs("home", "one 1")).toBe(0);
  await clock.advance(20_000);
  expect(forMs("home", "one 1")).toBe(20_000);

  expect(forMs("home", "one 2")).toBe(0);
});

test("what our time of day is makes no difference", async () => {
  const clock = handClock();
  const { forMs } = createUnchanged(clock);
  forMs("home", "one 1");
  clock.setBack(3_600_000);
  await clock.advance(20_000);

  expect(forMs("home", "one 1")).toBe(20_000);
});

test("a name that was forgotten begins anew, and names do not touch each other", async () => {
  const clock = handClock();
  const { forMs, forget } = createUnchanged(clock);
  forMs("home", "one 1");
  forMs("away", "one 1");
  await clock.advance(20_000);
  forget("home");

  expect(forMs("home", "one 1")).toBe(0);
  expect(forMs("away", "one 1")).toBe(20_000);
});
