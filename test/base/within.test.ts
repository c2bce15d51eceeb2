// Work is given its time and no more.
import { expect, test } from "vitest";
import { restsWithin, TooLateError, within } from "#src/base/within.ts";
import { handClock } from "../hand-clock.ts";

test("work that ends in time gives what it gives, and no timer stays", async () => {
  const clock = handClock();

  expect(await within({ clock, ms: 1_000 }, async () => "done")).toBe("done");
  expect(clock.sleeps()).toEqual([]);
});

test("work that fails in time fails as it failed", async () => {
  const failure = new Error("refused");

  await expect(within({ clock: handClock(), ms: 1_000 }, () => Promise.reject(failure))).rejects.toBe(
    failure,
  );
});

test("work that takes too long is told, and given up even where it does not listen", async () => {
  const clock = handClock();
  let told: AbortSignal | undefined;
  const waiting = within({ clock, ms: 1_000 }, (signal) => {
    told = signal;
    return new Promise(() => {});
  }).catch((error) => error);
  await clock.advance(999);
  expect(told?.aborted).toBe(false);

  await clock.advance(1);

  expect(await waiting).toBeInstanceOf(TooLateError);
  expect(told?.reason).toBeInstanceOf(TooLateError);
});

test("setting the clock gives neither more time nor less", async () => {
  const clock = handClock();
  const late = new Error("too late");
  const waiting = within({ clock, ms: 1_000, late: () => late }, () => new Promise(() => {})).catch(String);
  clock.setBack(3_600_000);
  await clock.advance(1_000);

  expect(await waiting).toBe("Error: too late");
});

test("why the work was aborted is told, whatever the work made of it", async () => {
  const stopping = new AbortController();
  const waiting = within({ clock: handClock(), ms: 1_000, signal: stopping.signal }, async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    throw new Error("socket hang up");
  }).catch((error) => error);
  stopping.abort(new Error("stopping"));

  expect(await waiting).toMatchObject({ message: "stopping" });
});

test("nothing is begun after its signal has aborted", async () => {
  let begun = false;
  const work = async () => {
    begun = true;
  };

  await expect(
    within({ clock: handClock(), ms: 1_000, signal: AbortSignal.abort(new Error("stopped")) }, work),
  ).rejects.toThrow("stopped");
  expect(begun).toBe(false);
});

test("waiting for a rest says whether it came in time, also by failing", async () => {
  const clock = handClock();

  expect(await restsWithin(clock, 1_000, Promise.reject(new Error("failed")))).toBe(true);
  const never = restsWithin(clock, 1_000, new Promise(() => {}));
  await clock.advance(1_000);
  expect(await never).toBe(false);
});
