// The clock in which minutes pass in seconds.
import { expect, test } from "vitest";
import { leapClock } from "../../playground/leap-clock.ts";

test("a leap moves the time of day and what passes alike, and wakes who slept so long, in order", async () => {
  const clock = leapClock();
  const [now, ticks] = [clock.now(), clock.ticks()];
  const woken: string[] = [];
  void clock.sleep(50_000).then(() => woken.push("second"));
  void clock.sleep(20_000).then(() => woken.push("first"));
  const later = new AbortController();
  void clock.sleep(600_000, later.signal).then(() => woken.push("third"));
  await clock.leap(60_000);
  expect(woken).toEqual(["first", "second"]);
  expect(clock.aheadMs()).toBe(60_000);
  expect(clock.now() - now).toBeGreaterThanOrEqual(60_000);
  expect(clock.ticks() - ticks).toBeGreaterThanOrEqual(60_000);
  later.abort();
});

test("who beats every two seconds beats through a leap", async () => {
  const clock = leapClock();
  const over = new AbortController();
  const beats: number[] = [];
  const beating = (async () => {
    while (!over.signal.aborted) {
      beats.push(clock.ticks());
      await clock.sleep(2_000, over.signal);
    }
  })();
  await clock.leap(60_000);
  over.abort();
  await beating;
  expect(beats.length).toBeGreaterThan(15);
  expect(Math.max(...beats.slice(1).map((beat, index) => beat - (beats[index] ?? 0)))).toBeLessThan(5_000);
});

test("a deadline for an answer leaves time for the answer", async () => {
  const isLate = async () => {
    const clock = leapClock();
    const ended = new AbortController();
    let late = false;
    void clock.sleep(3_000, ended.signal).then(() => {
      late = !ended.signal.aborted;
    });
    await clock.leap(4_000);
    ended.abort();
    await clock.sleep(0);
    return late;
  };
  // The time that it leaves is real: a machine that is held up meanwhile uses it up, but not again and again.
  await expect.poll(isLate).toBe(false);
});

test("without a leap it is the machine's own", async () => {
  const clock = leapClock();
  const before = performance.now();
  await clock.sleep(30);
  expect(performance.now() - before).toBeGreaterThanOrEqual(28);
  await clock.sleep(60_000, AbortSignal.abort());
  expect(clock.aheadMs()).toBe(0);
});
