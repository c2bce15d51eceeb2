// Writes a line: the opposite of parsing one.

import type { Command } from "./define.ts";
import type { Given } from "./parse.ts";
import { quoteWord } from "./words.ts";

/** The line that gives these values to this command; what is empty or off is left out. */
export function lineOf(command: string, values: Given, cluster: string | undefined): string {
  const flags = Object.entries(values).flatMap(([name, value]) => {
    if (value === false || value === "") return [];
    return value === true ? [`--${name}`] : [`--${name}=${quoteWord(String(value))}`];
  });
  return [command, ...flags, ...(cluster ? [`--cluster=${quoteWord(cluster)}`] : [])].join(" ");
}

/** The same as people type it, `node drain w3 --grace=60 --cluster=home`: one line for one change, however it was asked. */
export function canonicalLine({ path, positional }: Command, given: Given, cluster: string): string {
  const places = positional.map((name) => given[name]);
  const firstGap = places.findIndex((value) => typeof value !== "string" || /^(-|$)/.test(value));
  const placed = positional.slice(0, firstGap === -1 ? undefined : firstGap);
  const named = Object.entries(given).filter(([name]) => !placed.includes(name));
  const words = [...path, ...placed.map((name) => quoteWord(String(given[name])))];
  return lineOf(words.join(" "), Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1))), cluster);
}
