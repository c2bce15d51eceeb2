// Ticks measure what passes, the time of day says when.
import { expect, test } from "vitest";
import { systemClock, timeOfTick } from "#src/base/clock.ts";
import { handClock } from "../hand-clock.ts";

test("the time of a tick has the right age after the clock was set", async () => {
  const clock = handClock();
  const tick = clock.ticks();
  await clock.advance(5_000);
  clock.setBack(3_600_000);

  expect(clock.now() - timeOfTick(clock, tick)).toBe(5_000);
});

test("the system's ticks grow", async () => {
  const before = systemClock.ticks();
  await systemClock.sleep(1);

  expect(systemClock.ticks()).toBeGreaterThan(before);
});
