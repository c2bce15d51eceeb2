// Finds the command that the first words of a line mean, in the words people really use.
import { UsageError } from "#src/base/errors.ts";
import { answerByHand, question } from "./answer-for.ts";
import { type Command, type CommandTree, phraseOf } from "./define.ts";
import { nearest } from "./nearest.ts";
import { quoteWord } from "./words.ts";

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
  csrs: "csr",
  certs: "cert",
  certificate: "cert",
  certificates: "cert",
  operations: "operation",
  logs: "log",
  kubeproxy: "kube-proxy",
  proxy: "kube-proxy",
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
export function resolveCommand(tree: CommandTree, words: readonly string[]): Resolved {
  if (isObjectPatch(words)) throw unknownCommand(tree, words);
  const matches = tree.flatMap((command) => matchOf(command, words));
  const best = matches.reduce<Match | undefined>((a, b) => (a && a.used >= b.used ? a : b), undefined);
  if (best) return namedByKubectl(tree, words, { command: best.command, rest: words.slice(best.used) });
  const list = groupAlone(tree, words);
  if (list) return { command: list, rest: words.slice(1) };
  throw unknownCommand(tree, words);
}

/** kubectl's `patch node w1 -p …` writes into an object; `node patch w1` brings a machine up to date. */
function isObjectPatch(words: readonly string[]): boolean {
  return words[0]?.toLowerCase() === "patch" && words.some((word) => /^(?:-p|--patch|--type)\b/.test(word));
}

type Resolved = { readonly command: Command; readonly rest: readonly string[] };

/** kubectl's `get node pi-1` names one thing: it is `node show pi-1` here. */
function namedByKubectl(tree: CommandTree, words: readonly string[], found: Resolved): Resolved {
  const [group, verb] = found.command.path;
  const isNamed =
    words[0]?.toLowerCase() === "get" && found.rest[0] !== undefined && !found.rest[0].startsWith("-");
  const show =
    isNamed && verb === "list" ? tree.find(({ path }) => path[0] === group && path[1] === "show") : undefined;
  return show ? { command: show, rest: found.rest } : found;
}

/** A group and nothing else but flags means its list; `node foo` is a mistake rather than a list. */
function groupAlone(tree: CommandTree, words: readonly string[]): Command | undefined {
  const [group, next] = words;
  if (next !== undefined && !next.startsWith("-")) return undefined;
  return tree.find(({ path }) => path[1] === "list" && sameWord(path[0] ?? "", group));
}

/** The group that a word names; nothing where the word alone is a command. */
export function groupNamed(tree: CommandTree, word: string): string | undefined {
  if (tree.some((command) => command.path.length === 1 && sameWord(command.path[0] ?? "", word)))
    return undefined;
  return tree.find(({ path }) => path.length > 1 && sameWord(path[0] ?? "", word))?.path[0];
}

function matchOf(command: Command, words: readonly string[]): Match[] {
  return phrasesOf(command)
    .filter(({ length }) => length <= words.length)
    .filter((phrase) => phrase.every((wanted, at) => isWord(wanted, words[at])))
    .map((phrase) => ({ command, used: phrase.length }));
}

/** Every phrase that a command answers to, in its canonical words. */
export function claimsOf(command: Command): readonly string[] {
  const claims = phrasesOf(command).map((phrase) =>
    phrase.map(({ word, by }) => (by === "synonym" ? canonical(word) : word)).join(" "),
  );
  return [...new Set(claims)];
}

/** A word of a phrase: any of its synonyms may stand for it, or it has to be typed as it is. */
type Wanted = { readonly word: string; readonly by: "synonym" | "letter" };

function phrasesOf({ path, aliases = [] }: Command): readonly (readonly Wanted[])[] {
  const phrases = [path, [...path].reverse(), ...aliases.map((alias) => alias.split(" "))];
  return [
    ...phrases.map((phrase) => phrase.map((word) => ({ word, by: "synonym" as const }))),
    ...pluralOf(path),
  ];
}

/** The plural means the list and may be followed by its arguments: `pods kube-system`; the singular may not. */
function pluralOf([group, verb]: readonly string[]): readonly (readonly Wanted[])[] {
  return verb === "list" && group !== undefined ? [[{ word: `${group}s`, by: "letter" }]] : [];
}

function isWord({ word, by }: Wanted, typed: string | undefined): boolean {
  return by === "letter" ? typed?.toLowerCase() === word : sameWord(word, typed);
}

function sameWord(wanted: string, typed = ""): boolean {
  return canonical(typed.toLowerCase()) === canonical(wanted);
}

function canonical(word: string): string {
  return Object.hasOwn(synonyms, word) ? (synonyms[word] ?? word) : word;
}

type Order = { readonly text: string; readonly phrase: string };

function bothOrders(command: Command): readonly Order[] {
  const phrase = phraseOf(command);
  return [
    { text: phrase, phrase },
    { text: [...command.path].reverse().join(" "), phrase },
    ...(command.aliases ?? []).map((text) => ({ text, phrase })),
  ];
}

function unknownCommand(tree: CommandTree, words: readonly string[]): UsageError {
  const byHand = answerByHand(words);
  if (byHand) return byHand;
  const two = nearTo(tree, words, 2);
  const meant = two.length > 0 ? undefined : question(words);
  if (meant) return meant;
  const one = two.length > 0 ? two : nearTo(tree, words, 1);
  const group = tree.filter(({ path }) => path.length > 1 && sameWord(path[0] ?? "", words[0]));
  const lines = (one.length > 0 ? one : group.map(phraseOf)).slice(0, 3);
  if (lines.length === 0 && isName(words)) return whatAbout(words[0] ?? "");
  const hint = `Did you mean ${lines.map((line) => `\`${line}\``).join(" or ")}?`;
  return new UsageError(`There is no command "${words.slice(0, 2).join(" ")}".`, {
    hint: lines.length > 0 ? hint : "`help` lists what there is.",
    offers: lines.length > 0 ? lines : ["start", "help"],
  });
}

/** One word that is no command, but could be what something is called: `pi-1`. */
function isName(words: readonly string[]): boolean {
  return words.length === 1 && /^[a-z0-9][a-z0-9./-]*$/.test(words[0] ?? "");
}

function whatAbout(name: string): UsageError {
  const offers = ["node show", "pod show", "service show", "doctor"].map((line) => `${line} ${name}`);
  return new UsageError(`There is no command "${name}". If something is called so:`, { offers });
}

/** Lines whose command is as good as the first words that were typed, with the rest of them. */
function nearTo(tree: CommandTree, words: readonly string[], used: number): readonly string[] {
  const typed = words.slice(0, used).join(" ").toLowerCase();
  const rest = words.slice(used).map(quoteWord);
  // `is it safe to …` is no `ns`: what takes fewer words than follow was not meant.
  const count = rest.filter((word) => !word.startsWith("-")).length;
  const taking = tree.filter(({ positional }) => positional.length >= count);
  return [
    ...new Set(nearest(taking.flatMap(bothOrders), typed).map(({ phrase }) => [phrase, ...rest].join(" "))),
  ];
}
