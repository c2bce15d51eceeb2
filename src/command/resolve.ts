// Finds the command that the first words of a line mean, in the words people really use.
import { UsageError } from "#src/errors.ts";
import { type Command, type CommandTree, phraseOf } from "./tree.ts";

/** A word that means another; both directions of every pair people mix up are listed once. */
const synonyms: Readonly<Record<string, string>> = {
  nodes: "node",
  no: "node",
  pods: "pod",
  po: "pod",
  services: "service",
  svc: "service",
  events: "event",
  ev: "event",
  workloads: "workload",
  deployments: "workload",
  deploy: "workload",
  clusters: "cluster",
  tokens: "token",
  certs: "cert",
  certificate: "cert",
  certificates: "cert",
  operations: "operation",
  logs: "log",
  ls: "list",
  get: "list",
  describe: "show",
  inspect: "show",
  info: "show",
  regenerate: "create",
  generate: "create",
  new: "create",
  rotate: "renew",
  remove: "delete",
  rm: "delete",
};

type Match = { readonly command: Command; readonly used: number };

/**
 * The command and the words left over for its arguments. Word order does not matter (`list node` is `node list`),
 * a plural or a group alone means its list, and the longest phrase wins.
 * @throws UsageError with the nearest phrases when nothing matches
 */
export function resolveCommand(
  tree: CommandTree,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } {
  const matches = tree.flatMap((command) => matchOf(command, words));
  const best = matches.reduce<Match | undefined>((a, b) => (a && a.used >= b.used ? a : b), undefined);
  if (best) return { command: best.command, rest: words.slice(best.used) };
  throw unknownCommand(tree, words);
}

function matchOf(command: Command, words: readonly string[]): Match[] {
  return phrasesOf(command)
    .filter(
      (phrase) => phrase.length <= words.length && phrase.every((word, at) => sameWord(word, words[at])),
    )
    .map((phrase) => ({ command, used: phrase.length }));
}

function phrasesOf(command: Command): readonly (readonly string[])[] {
  const aliases = (command.aliases ?? []).map((alias) => alias.split(" "));
  return [command.path, [...command.path].reverse(), ...aliases, ...shortList(command)];
}

/** `nodes` alone lists them; `node` alone too, but `node foo` is a mistake rather than a list. */
function shortList({ path }: Command): readonly (readonly string[])[] {
  const [group, verb] = path;
  return verb === "list" && group !== undefined ? [[`${group}s`]] : [];
}

function sameWord(wanted: string, typed: string | undefined): boolean {
  const word = typed?.toLowerCase() ?? "";
  return word === wanted || (canonical(word) === canonical(wanted) && !isPluralOf(wanted, word));
}

/** A phrase written in the plural (`nodes` for `node list`) is only met by the plural. */
function isPluralOf(wanted: string, typed: string): boolean {
  return wanted === `${typed}s`;
}

function canonical(word: string): string {
  return synonyms[word] ?? word;
}

function unknownCommand(tree: CommandTree, words: readonly string[]): UsageError {
  const typed = words.slice(0, 2).join(" ").toLowerCase();
  const group = tree.filter(
    (command) => command.path.length > 1 && sameWord(command.path[0] ?? "", words[0]),
  );
  const near = nearest(tree.map(phraseOf), typed);
  const offers = near.length > 0 ? near : group.map(phraseOf);
  const hint =
    offers.length > 0 ? `Did you mean ${offers.map((phrase) => `\`${phrase}\``).join(" or ")}?` : undefined;
  return new UsageError(`There is no command "${words.slice(0, 2).join(" ")}".`, {
    hint: hint ?? "`help` lists what there is.",
  });
}

/** At most three phrases within a third of their length of what was typed, nearest first. */
function nearest(phrases: readonly string[], typed: string): readonly string[] {
  return phrases
    .map((phrase) => ({
      phrase,
      distance: Math.min(distance(phrase, typed), distance(swapped(phrase), typed)),
    }))
    .filter(({ phrase, distance: far }) => far <= Math.max(1, Math.floor(phrase.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ phrase }) => phrase);
}

function swapped(phrase: string): string {
  return phrase.split(" ").reverse().join(" ");
}

/** Edits (insert, delete, replace, swap of neighbours) between two short strings. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let j = 0; j <= b.length; j++) (rows[0] ?? [])[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const crossed = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = [cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same];
      if (crossed) steps.push(cell(i - 2, j - 2) + 1);
      (rows[i] ?? [])[j] = Math.min(...steps);
    }
  }
  return cell(a.length, b.length);
}
