// How a silence that was just made or ended stands in the cluster's Alertmanager, in words for the answer.
import type { Counterpart } from "#src/alertmanager/counterpart.ts";
import type { BotParts } from "./parts.ts";

/** Undefined where there is nothing to say: no Alertmanager, or nothing there that this silence is about. */
export async function silencedThere(
  { alertmanagers }: BotParts,
  cluster: string,
  of: string,
): Promise<{ readonly words: string; readonly isBehind: boolean } | undefined> {
  const counterpart = await alertmanagers.now(cluster, of);
  return counterpart && { words: wordsOf(counterpart), isBehind: counterpart.trouble !== undefined };
}

function wordsOf({ state, trouble, theirs }: Counterpart): string {
  if (state === "over") return theirs === undefined ? "nothing is silenced there" : "ended there too";
  const isThere = state === "made";
  if (trouble === undefined) return isThere ? "silenced there too" : "it is being silenced there too";
  return `not ${isThere ? "ended" : "silenced"} there yet: ${trouble}. It is tried again every minute.`;
}

export function hintOf({ words }: { readonly words: string }): { readonly hint: string } {
  return { hint: `Alertmanager: ${words}` };
}
