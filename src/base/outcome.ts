// A failure as a value, where an answer goes on without the part that failed.
import { BotError, UnreachableError } from "./errors.ts";

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BotError };

/** Only failures that people are told about become values; a bug of ours still throws. */
export async function attempt<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (error instanceof BotError) return { ok: false, error };
    throw error;
  }
}

/** The same of work that ends with `signal` after `ms`: what comes too late is not known, and nobody's mistake. */
export async function attemptInTime<T>(
  work: Promise<T>,
  { signal, ms }: { readonly signal: AbortSignal; readonly ms: number },
): Promise<Outcome<T>> {
  try {
    return await attempt(work);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    return { ok: false, error: new UnreachableError(`It was not read within ${ms / 1_000} s.`, { cause }) };
  }
}
