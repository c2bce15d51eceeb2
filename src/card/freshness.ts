// How old an answer's facts are, in words.

import { span } from "#src/base/text.ts";
import type { ClusterView, Reach } from "#src/kubernetes/cluster.ts";
import type { Freshness } from "./answer.ts";

/** A live cluster is heard every few seconds; after ten it is asked anew, and while that has no answer, say so. */
const noticeableMs = 12_000;
const firstListMs = 4_000;

export function freshnessOf(reach: Reach, now: number): Freshness {
  if (reach.state === "connecting") return { asOf: undefined, words: "still reading the cluster" };
  if (reach.state === "unreachable") {
    const { lastSeen } = reach;
    return { asOf: lastSeen, words: lastSeen ? `last seen ${span(now - lastSeen)} ago` : "never seen" };
  }
  if (isQuiet(reach, now)) return { asOf: reach.asOf, words: `nothing heard for ${span(now - reach.asOf)}` };
  return { asOf: now, words: "live" };
}

/** No watch is broken, and one has said nothing for so long that what it says may be old. */
export function isQuiet(reach: Reach, now: number): boolean {
  return reach.state === "live" && now - reach.asOf > noticeableMs;
}

/** For answers that were read just now, on request. */
export function readNow(now: number): Freshness {
  return { asOf: now, words: "read just now" };
}

/** Gives the first lists a moment, so that a question right after the start is not answered with nothing. */
export async function settle(cluster: ClusterView, signal: AbortSignal): Promise<void> {
  if (cluster.snapshot().reach.state !== "connecting") return;
  await cluster.settled(signal, firstListMs);
}

/** `cannot reach home: …; last seen 4 min ago`, or undefined while the watches run. */
export function unreachable(reach: Reach, now: number): string | undefined {
  if (reach.state !== "unreachable") return undefined;
  return `${reach.error.message}; ${freshnessOf(reach, now).words}`;
}

/** What a person can do about a cluster that cannot be reached, as a sentence; "" when there is nothing to say. */
export function adviceOn(reach: Reach): string {
  const { hint = "" } = reach.state === "unreachable" ? reach.error : {};
  if (hint === "") return "";
  const sentence = `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
  return /[.?!:]$/.test(sentence) ? sentence : `${sentence}.`;
}
