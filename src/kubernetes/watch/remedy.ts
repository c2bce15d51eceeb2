// What a reflector does about a failure: decided here as a value, done in reflector.ts.

import type { Abilities } from "../connection/encoding.ts";
import { AnsweredError, DecodeError, SilentError } from "../connection/failure.ts";
import type { FailureKind } from "./backoff.ts";

/** `stream-list` is a watch that begins with the whole state, up to the end of that state. */
export type Phase = "stream-list" | "list" | "watch";

export type Remedy =
  /** The server does not know how; ask in another way, at once. */
  | { readonly do: "ask-otherwise"; readonly without: keyof Abilities }
  /** Go on at the last resourceVersion. */
  | { readonly do: "resume"; readonly kind: FailureKind; readonly atLeastMs: number }
  /** What we hold may have a gap: list anew. */
  | { readonly do: "relist"; readonly kind: FailureKind; readonly atLeastMs: number }
  /** The version is older than what the server remembers: nobody failed, list anew. */
  | { readonly do: "relist-gone"; readonly kind: FailureKind; readonly atLeastMs: number };

/** An ERROR event inside a watch. */
export class WatchError extends AnsweredError {}

export function remedyFor(error: unknown, phase: Phase, abilities: Readonly<Abilities>): Remedy {
  if (error instanceof DecodeError) return { do: "relist", kind: "answered", atLeastMs: 0 };
  if (error instanceof AnsweredError) return remedyForAnswer(error, phase, abilities);
  const stalledList =
    error instanceof SilentError && error.waitingFor === "stream" && phase === "stream-list";
  if (stalledList) return { do: "ask-otherwise", without: "watchList" };
  return { do: phase === "watch" ? "resume" : "relist", kind: "silent", atLeastMs: 0 };
}

function remedyForAnswer(error: AnsweredError, phase: Phase, abilities: Readonly<Abilities>): Remedy {
  const { status, retryAfterMs: atLeastMs = 0 } = error;
  const kind = "answered";
  if (status === 410 && phase === "watch") return { do: "relist-gone", kind, atLeastMs };
  if (error instanceof WatchError) return { do: "relist", kind, atLeastMs };
  if ((status === 400 || status === 422) && phase === "stream-list") {
    return { do: "ask-otherwise", without: "watchList" };
  }
  if ((status === 406 || status === 415) && abilities.protobuf)
    return { do: "ask-otherwise", without: "protobuf" };
  return { do: phase === "watch" ? "resume" : "relist", kind, atLeastMs };
}
