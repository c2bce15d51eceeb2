// A failure as a value, where an answer goes on without the part that failed.
import { BotError } from "./errors.ts";

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
