// Waiting for a step's goal: how late it is seen, and how often that is asked.
import { expect, test } from "vitest";
import { waitFor } from "#src/operation/wait-for.ts";

test.each([
  { takesMs: 400, lateMs: 250, asked: 10 },
  { takesMs: 4_000, lateMs: 400, asked: 30 },
  { takesMs: 20_000, lateMs: 2_000, asked: 45 },
  { takesMs: 600_000, lateMs: 3_000, asked: 300 },
])(
  "what takes $takesMs ms is seen $lateMs ms later at most, and asked for $asked times at most",
  async (wanted) => {
    const { takesMs } = wanted;
    let now = 0;
    let asked = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    const clock = { now: () => now, ticks: () => now, sleep };
    const { goal } = await waitFor(
      async () => {
        asked += 1;
        return { goal: now >= takesMs ? ("holds" as const) : ("underway" as const), evidence: "" };
      },
      { withinMs: 900_000, clock, signal: new AbortController().signal },
    );
    expect(goal).toBe("holds");
    expect(now - takesMs).toBeLessThanOrEqual(wanted.lateMs);
    expect(asked).toBeLessThanOrEqual(wanted.asked);
  },
);
