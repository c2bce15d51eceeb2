// `node --help` asks about all that can be done with nodes.
import type { CommandTree } from "./define.ts";
import { groupNamed } from "./resolve.ts";

export function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** The words of that question; undefined when it is none, or about one command. */
export function groupHelp(
  tree: CommandTree,
  words: readonly string[],
  leading: readonly string[],
): readonly string[] | undefined {
  const [group, ...more] = words.filter((word) => !isHelp(word));
  if (group === undefined || more.length > 0) return undefined;
  if (![...words, ...leading].some(isHelp)) return undefined;
  const found = groupNamed(tree, group);
  return found === undefined ? undefined : ["help", found];
}
