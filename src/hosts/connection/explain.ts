// Why a host cannot be worked with, in words. ssh2's errors are told apart by their level and code, never by their text.
import { type BotError, RefusedError, SilentError, UnreachableError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { comparingCommand } from "../compare-key.ts";
import type { HostKey } from "../host.ts";
import { called, type Target } from "./target.ts";

type VendorError = Error & { readonly level?: string; readonly code?: string };

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "is there, but nothing listens for SSH",
  EHOSTUNREACH: "is not reachable: no route to it, or it is off",
  ENETUNREACH: "is not reachable: this machine has no route to its network",
  EHOSTDOWN: "is down",
  ETIMEDOUT: "does not answer: it is off, or the network drops what is sent",
  ENOTFOUND: "has a name that no resolver knows",
  EAI_AGAIN: "has a name, but no resolver answers",
  ECONNRESET: "cut the connection",
  EPIPE: "cut the connection",
};

/** What nothing that runs would answer with: it is off, or nothing reaches it. */
const silentCodes: ReadonlySet<string> = new Set([
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ETIMEDOUT",
  "ECONNRESET",
  "EPIPE",
]);

/** The failure of a connection, by who must act. */
export function explainConnection(
  target: Target,
  error: unknown,
  has: { readonly accepted: boolean },
): BotError {
  const { level, code } = error as VendorError;
  const who = called(target);
  if (level === "client-authentication") {
    return new UnreachableError(
      `${who} does not let ${target.user} in with the key that Wheelhouse has: it stands in no authorized_keys there, or the user does not exist.`,
      { cause: error },
    );
  }
  if (level === "client-timeout") {
    const how = has.accepted ? "accepted the connection and then said nothing" : networkWords.ETIMEDOUT;
    return new SilentError(`${who} ${how}.`, { cause: error });
  }
  if (code !== undefined && networkWords[code]) {
    const told = `${who} ${networkWords[code]}.`;
    return silentCodes.has(code)
      ? new SilentError(told, { cause: error })
      : new UnreachableError(told, { cause: error });
  }
  const words = shorten(oneLine(error instanceof Error ? error.message : String(error)), 200);
  return new UnreachableError(`The connection to ${who} failed: ${words}`, { cause: error });
}

/** A key that nobody has approved: who it belongs to is a question for a person. */
export function unknownKey(target: Target, seen: HostKey): RefusedError {
  return new RefusedError(
    `The key of ${called(target)} is not known: ${seen.fingerprint} (${seen.type}). Compare it with what the machine says itself: ${comparingCommand(seen)}`,
    { hint: `host add ${target.name}` },
  );
}

/** Another key than yesterday: set up anew, another machine at this address, or somebody in between. */
export function changedKey(target: Target, pin: HostKey, seen: HostKey): RefusedError {
  return new RefusedError(
    `${called(target)} shows another key than the one that was approved, so nothing was sent to it. Approved: ${pin.fingerprint} (${pin.type}). Now: ${seen.fingerprint} (${seen.type}). It was set up anew, its address belongs to another machine now, or somebody is in between.`,
    { hint: `host forget ${target.name}` },
  );
}
