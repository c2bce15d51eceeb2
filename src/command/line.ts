// Writes a line: the opposite of parsing one.
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
