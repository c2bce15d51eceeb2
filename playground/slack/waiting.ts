// Waits for the workspace to change or to come to rest.
import type { State } from "./state.ts";

/** How late a busy machine may be. */
const patienceMs = 100_000;

/** Asks `look` now and after every change; rejects after `timeoutMs`, with where it was called. */
export function next<T>(state: State, look: () => T, timeoutMs = patienceMs): Promise<NonNullable<T>> {
  const late = new Error(`nothing so far within ${timeoutMs} ms`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(late)), timeoutMs);
    const stop = state.changed.subscribe(ask);
    function settle(how: () => void): void {
      clearTimeout(timer);
      stop();
      how();
    }
    function ask(): void {
      try {
        const found = look();
        if (found) settle(() => resolve(found));
      } catch (error) {
        settle(() => reject(error));
      }
    }
    ask();
  });
}

/** Resolves once nothing is in flight and nothing has changed for `quietMs`. */
export function settled(state: State, { quietMs = 50, timeoutMs = patienceMs } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(
      () => done(() => reject(new Error("the workspace does not settle"))),
      timeoutMs,
    );
    const stop = state.changed.subscribe(restart);
    let quiet: NodeJS.Timeout | undefined;
    function restart(): void {
      clearTimeout(quiet);
      if (state.inFlight === 0) quiet = setTimeout(() => done(resolve), quietMs);
    }
    function done(how: () => void): void {
      clearTimeout(giveUp);
      clearTimeout(quiet);
      stop();
      how();
    }
    restart();
  });
}
