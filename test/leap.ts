// Lets time go by for those who pause, and stand still for those who wait for a real answer.
import type { HandClock } from "./hand-clock.ts";

/** The longest between two looks at a step, and between two sweeps. What is asked for longer is a limit. */
const longestPauseMs = 5_000;

/**
 * Moves on to the end of the shortest pause. Of the pauses, `sweeps` are those of who only looks around: with none besides
 * somebody waits for the cluster, and a slow machine is given all its time.
 */
export async function leap(hand: HandClock, sweeps: number): Promise<void> {
  const pauses = hand.sleeps().filter((ms) => ms <= longestPauseMs);
  if (pauses.length > sweeps) await hand.advance(Math.min(...pauses));
  await new Promise((resolve) => setTimeout(resolve, 1));
}
