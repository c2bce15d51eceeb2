// Reads the options of a line: ours, what every command takes, and kubectl's names for the same.
import { type Argument, argumentsOf, ofEveryChange } from "./argument.ts";
import type { Command } from "./define.ts";
import { phraseOf } from "./define.ts";
import { nearest } from "./nearest.ts";
import { usageError } from "./usage.ts";
import { quoteWord } from "./words.ts";

/** Arguments that every command takes. */
const everywhere: readonly Argument[] = [value("cluster"), flag("help", "h")];

/** Habits of kubectl that change nothing here: every list covers all namespaces, is whole and has one format and order. */
const habits: readonly Argument[] = [
  flag("all-namespaces", "A"),
  value("output", "o"),
  value("sort-by"),
  value("request-timeout"),
  ...["show-labels", "no-headers", "wide", "watch", "follow", "timestamps", "ignore-daemonsets"].map((name) =>
    flag(name),
  ),
];

/** What others call an option of ours. It stands for ours only where the command has that one. */
const otherNames: Readonly<Record<string, string>> = {
  context: "cluster",
  "cluster-name": "cluster",
  "grace-period": "grace",
  "delete-local-data": "delete-emptydir-data",
  "delete-empty-dir-data": "delete-emptydir-data",
  ns: "namespace",
  why: "reason",
  because: "reason",
  dryrun: "dry-run",
};

function flag(name: string, short?: string): Argument {
  return { name, kind: "flag", required: false, short, pick: undefined, description: "" };
}

function value(name: string, short?: string): Argument {
  return { ...flag(name, short), kind: "value" };
}

/** `--cluster`, `--help` and a namespace may stand in front of the command. */
export function leadingFlags(words: readonly string[]): {
  leading: readonly string[];
  words: readonly string[];
} {
  const leads = /^(--cluster|--context|--cluster-name|--namespace|-n|--help|-h|--all-namespaces|-A)(=|$)/;
  let at = 0;
  for (let word = words[at]; word !== undefined && leads.test(word); word = words[at])
    at += /^(--help|-h|--all-namespaces|-A)$|=/.test(word) ? 1 : 2;
  return { leading: words.slice(0, at), words: words.slice(at) };
}

type Reading = Read & { readonly words: readonly string[] };

export type Read = { values: string[]; flags: Record<string, string | boolean> };

/** @throws UsageError for an option that the command does not have, or that is not as it should be */
export function readWords(command: Command, words: readonly string[]): Read {
  const known = [
    ...argumentsOf(command.args),
    ...(command.kind === "operation" ? ofEveryChange : []),
    ...everywhere,
    ...habits,
  ];
  const read: Read = { values: [], flags: {} };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") {
      read.values.push(...queue.splice(0));
    } else if (/^--?[a-z]/i.test(word)) {
      readFlag(command, known, word, queue, { ...read, words });
    } else {
      read.values.push(word);
    }
  }
  for (const { name } of habits) delete read.flags[name];
  return read;
}

function readFlag(
  command: Command,
  known: readonly Argument[],
  word: string,
  queue: string[],
  read: Reading,
): void {
  const [, dashes = "", name = "", inline] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const argument = argumentFor(known, dashes, name);
  // kubectl's `-nmedia`.
  const attached = known.find(({ short, kind }) => dashes === "-" && kind === "value" && short === name[0]);
  if (!argument && attached && name.length > 1)
    return readFlag(command, known, `-${name[0]}=${word.slice(2)}`, queue, read);
  if (!argument) throw unknownFlag(command, known, `${dashes}${name}`, withoutOption(read.words, word));
  if (read.flags[argument.name] !== undefined)
    throw usageError(command, `--${argument.name} is given twice.`);
  read.flags[argument.name] = argument.kind === "flag" ? readSwitch(command, word, inline) : readValue();

  function readValue(): string {
    if (inline !== undefined) {
      const goesOn = argument?.name === "reason" && command.positional.length === read.values.length;
      return goesOn ? [inline, ...sentence(command, known, queue, read)].join(" ") : inline;
    }
    const value = isFlag(known, queue[0]) ? undefined : queue.shift();
    if (value === undefined) throw usageError(command, `${dashes}${name} needs a value.`);
    return argument?.name === "reason" ? [value, ...sentence(command, known, queue, read)].join(" ") : value;
  }
}

function argumentFor(known: readonly Argument[], dashes: string, name: string): Argument | undefined {
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  const ours = known.find((each) => (dashes === "--" ? each.name === name : each.short === name));
  return ours ?? (dashes === "--" ? known.find((each) => each.name === other) : undefined);
}

/** A reason without quotes goes on to the next option. */
function sentence(
  command: Command,
  known: readonly Argument[],
  queue: string[],
  read: Read,
): readonly string[] {
  const next = queue.findIndex((word) => word === "--" || isFlag(known, word));
  const words = queue.splice(0, next === -1 ? queue.length : next);
  const last = words.at(-1);
  const open = command.positional[read.values.length];
  const isOptional = known.some(({ name, required }) => name === open && !required);
  // Whether the last word belongs to the reason decides what is changed: one node or all of them.
  if (last === undefined || !isOptional || !/[-\d]/.test(last)) return words;
  throw usageError(command, `Is ${last} the ${open}, or part of the reason? Put the reason into quotes.`, [
    [phraseOf(command), quoteWord(last)].join(" "),
    phraseOf(command),
  ]);
}

/** `--node --unhealthy` lacks a name; a value that looks like a flag is written `--node=--unhealthy`. */
function isFlag(known: readonly Argument[], word = ""): boolean {
  const [, dashes, name = ""] = /^(--?)([a-z][^=]*)/i.exec(word) ?? [];
  return dashes !== undefined && argumentFor(known, dashes, name) !== undefined;
}

function readSwitch(command: Command, word: string, inline: string | undefined): boolean {
  if (inline === undefined || inline === "true") return true;
  if (inline === "false") return false;
  // kubectl says where it only pretends.
  if (/^--dry-run=(client|server)$/.test(word)) return true;
  throw usageError(command, `${word} is a switch: it takes no value.`);
}

/** What kubectl takes a value for, and we do not know. */
const takesValue =
  /^(-l|-f|--selector|--field-selector|--pod-selector|--timeout|--grace-period|--since|--since-time|--container|-c|--filename|--template)$/;

/** Without its value too, where that stands behind it. */
function withoutOption(words: readonly string[], option: string): readonly string[] {
  const at = words.indexOf(option);
  return words.filter((_, index) => index !== at && !(index === at + 1 && takesValue.test(option)));
}

function unknownFlag(
  command: Command,
  known: readonly Argument[],
  flag: string,
  others: readonly string[],
): Error {
  const [near] = nearest(
    known.filter((each) => !habits.includes(each)).map(({ name }) => ({ text: `--${name}` })),
    flag,
  );
  // Without what narrows it, a change would be another one.
  const isNarrowing = command.kind !== "query" && /^(-l|--all|--[a-z-]*selector)$/.test(flag);
  const offers = near || isNarrowing ? [] : [[phraseOf(command), ...others.map(quoteWord)].join(" ")];
  const then = near ? ` Did you mean ${near.text}?` : "";
  return usageError(
    command,
    `${phraseOf(command)} has no ${flag}.${offers.length > 0 ? " Without it:" : then}`,
    offers,
  );
}
