// Silences as rows, and one in a sentence.
import { span } from "#src/base/text.ts";
import { isInForce, type Silence } from "#src/incident/silence.ts";
import type { Table } from "./answer.ts";
import { whoOf } from "./incident-rows.ts";
import { momentOf } from "./operation-rows.ts";

export function silenceTable(silences: readonly Silence[], now: number): Table {
  const titles = ["Id", "Cluster", "What", "When", "By", "Why"];
  return {
    columns: titles.map((title) => ({ title })),
    rows: silences.map((silence) => {
      const { id, cluster, by, why } = silence;
      return [id, cluster, whatOf(silence), whenOf(silence, now), [whoOf(by)], why];
    }),
  };
}

/** `KubePodCrashLooping of namespace/shop`, `everything`. */
export function whatOf({ alert, about }: Pick<Silence, "alert" | "about">): string {
  return [alert ?? "everything", ...(about === undefined ? [] : [`of ${about}`])].join(" ");
}

/** `for 3 h more`, `until it clears`, `from 2026-12-01 21:00:00 UTC for 4 h`. */
export function whenOf(silence: Silence, now: number): string {
  const { from, until } = silence;
  const isNow = isInForce(silence, now);
  const begins = isNow || from <= now ? "" : `from ${momentOf(from)} `;
  if (until === "clear") return `${begins}until it clears`;
  return isNow ? `for ${span(until - now)} more` : `${begins}for ${span(until - from)}`;
}
