// Waits for what a step says of its goal.
import type { Clock } from "#src/base/clock.ts";
import type { Answer } from "./ask.ts";

const shortestWaitMs = 250;
const longestWaitMs = 3_000;

type Patience = {
  readonly withinMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** By default that nothing more will come of waiting. */
  readonly enough?: (answer: Answer) => boolean;
  /** Told of each answer that is not enough. */
  readonly between?: (answer: Answer) => Promise<void>;
  /** After the pause that follows; `false` gives up. */
  readonly again?: (answer: Answer) => Promise<boolean>;
};

/** Asks until it is enough, the time without getting further is over or the signal aborts, and returns the last answer. */
export async function waitFor(ask: () => Promise<Answer>, patience: Patience): Promise<Answer> {
  const { withinMs, clock, signal, enough = isOver } = patience;
  const { between = async () => undefined, again = async () => true } = patience;
  const began = clock.ticks();
  let until = began + withinMs;
  let furthest = Number.NEGATIVE_INFINITY;
  for (;;) {
    const answer = await ask();
    if (answer.reached !== undefined && answer.reached > furthest) {
      furthest = answer.reached;
      until = clock.ticks() + withinMs;
    }
    if (enough(answer) || signal.aborted || clock.ticks() >= until) return answer;
    await between(answer);
    await clock.sleep(
      Math.min(pauseAfter(clock.ticks() - began), Math.max(0, until - clock.ticks())),
      signal,
    );
    if (signal.aborted || !(await again(answer))) return answer;
  }
}

/** A tenth of what it has taken so far: what is waited for is seen a twentieth later than it came, on average. */
function pauseAfter(elapsedMs: number): number {
  return Math.min(longestWaitMs, Math.max(shortestWaitMs, elapsedMs / 10));
}

export function isOver({ goal }: Answer): boolean {
  return goal === "holds" || goal === "failed";
}
