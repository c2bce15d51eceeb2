// How long work may take, on a clock that tests move.
import type { Clock } from "./clock.ts";

type Limit = {
  readonly clock: Clock;
  readonly ms: number;
  /** Ends the wait, and the work, sooner. */
  readonly signal?: AbortSignal | undefined;
  /** What is thrown when the time is over. */
  readonly late?: () => Error;
};

/** There was no end of it in time. */
export class TooLateError extends Error {}

/**
 * What `work` gives. When the time is over or the signal aborts, its signal aborts and this rejects with the reason,
 * whether or not the work takes notice.
 * @throws TooLateError, or what `late` gives; the signal's reason; whatever the work throws
 */
export async function within<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, signal, late = () => new TooLateError(`not within ${ms} ms`) } = limit;
  signal?.throwIfAborted();
  const until = new AbortController();
  const returned = new AbortController();
  const pass = () => until.abort(signal?.reason);
  signal?.addEventListener("abort", pass, { once: true });
  void clock.sleep(ms, returned.signal).then(() => returned.signal.aborted || until.abort(late()));
  try {
    return await Promise.race([work(until.signal), aborted(until.signal)]);
  } catch (error) {
    // What a call makes of its aborted signal says less than why it was aborted.
    throw until.signal.aborted ? until.signal.reason : error;
  } finally {
    // Nobody reads why: without a reason Node makes an error, with its stack.
    returned.abort(null);
    signal?.removeEventListener("abort", pass);
  }
}

/** Waits for what is under way anyway, at most so long; true when it came to rest, well or not. */
export async function restsWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const rested = work.then(
    () => true,
    () => true,
  );
  return within({ clock, ms }, () => rested).catch((error) => {
    if (error instanceof TooLateError) return false;
    throw error;
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
}
