// Reads one line: which command, on which cluster, with which arguments.
import type { z } from "zod";
import { UsageError } from "#src/base/errors.ts";
import { type Argument, argumentsOf, ofEveryChange } from "./argument.ts";
import type { Command, CommandTree } from "./define.ts";
import { phraseOf } from "./define.ts";
import { nearest } from "./nearest.ts";
import { resolveCommand } from "./resolve.ts";
import { usageOf } from "./usage.ts";
import { splitWords } from "./words.ts";

/** What was typed for each argument, before its schema has seen it. */
export type Given = Readonly<Record<string, string | boolean>>;

/** How a change is asked for, whichever it is. */
export type Asked = { readonly reason: string | undefined; readonly dryRun: boolean };

export type Parsed =
  /** Everything needed is there, and valid. */
  | {
      readonly kind: "complete";
      readonly command: Command;
      readonly given: Given;
      readonly args: Record<string, unknown>;
      readonly cluster: string | undefined;
      readonly asked: Asked;
    }
  /** Valid so far, but these required arguments are missing: ask for them. */
  | {
      readonly kind: "incomplete";
      readonly command: Command;
      readonly given: Given;
      readonly missing: readonly string[];
      readonly cluster: string | undefined;
      readonly asked: Asked;
    }
  /** `--help` was among the words. */
  | { readonly kind: "help"; readonly command: Command };

/**
 * @throws UsageError when the line names no command, or an argument is unknown, superfluous or malformed
 */
export function parseLine(tree: CommandTree, line: string): Parsed {
  const { leading, words } = leadingFlags(splitWords(line));
  const { command, rest } = resolveCommand(tree, words.length === 0 ? ["help"] : words);
  const { values, flags } = readWords(command, [...leading, ...rest]);
  if (flags.help !== undefined) return { kind: "help", command };
  const { cluster, "all-namespaces": _all, output: _output, ...wanted } = flags;
  const { named, asked } = withoutAsked(command, wanted);
  const placed = placePositionals(command, values);
  const twice = Object.keys(placed).find((name) => named[name] !== undefined);
  if (twice !== undefined) throw usageError(command, `${twice} is given twice.`);
  const given = { ...placed, ...named };
  if (typeof cluster === "boolean") throw usageError(command, "--cluster needs the name of a cluster.");
  const missing = argumentsOf(command.args)
    .filter(({ name, required }) => required && given[name] === undefined)
    .map(({ name }) => name);
  const args = checkArguments(command, given, missing);
  return args
    ? { kind: "complete", command, given, args, cluster, asked }
    : { kind: "incomplete", command, given, missing, cluster, asked };
}

/** What every change takes is no argument of the change itself. */
function withoutAsked(command: Command, flags: Given): { readonly named: Given; readonly asked: Asked } {
  if (command.kind !== "operation") return { named: flags, asked: { reason: undefined, dryRun: false } };
  const { reason, "dry-run": dryRun, ...named } = flags;
  const words = typeof reason === "string" ? reason.trim() : "";
  return { named, asked: { reason: words || undefined, dryRun: dryRun === true } };
}

/** Arguments that every command takes. */
const everywhere: readonly Argument[] = [
  { name: "cluster", kind: "value", required: false, short: undefined, pick: undefined, description: "" },
  { name: "help", kind: "flag", required: false, short: "h", pick: undefined, description: "" },
];

/** Habits of kubectl that change nothing here: every list covers all namespaces, and there is one format. */
const habits: readonly Argument[] = [
  { name: "all-namespaces", kind: "flag", required: false, short: "A", pick: undefined, description: "" },
  { name: "output", kind: "value", required: false, short: "o", pick: undefined, description: "" },
];

/** `--cluster` and `--help` may stand in front of the command. */
function leadingFlags(words: readonly string[]): { leading: readonly string[]; words: readonly string[] } {
  let at = 0;
  for (let word = words[at]; word !== undefined && /^(--cluster|--help|-h)(=|$)/.test(word); word = words[at])
    at += word === "--cluster" ? 2 : 1;
  return { leading: words.slice(0, at), words: words.slice(at) };
}

type Read = { values: string[]; flags: Record<string, string | boolean> };

function readWords(command: Command, words: readonly string[]): Read {
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
      readFlag(command, known, word, queue, read);
    } else {
      read.values.push(word);
    }
  }
  return read;
}

function readFlag(
  command: Command,
  known: readonly Argument[],
  word: string,
  queue: string[],
  read: Read,
): void {
  const [, dashes = "", name = "", inline] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const argument = known.find((each) => (dashes === "--" ? each.name === name : each.short === name));
  if (!argument) throw unknownFlag(command, known, `${dashes}${name}`);
  if (read.flags[argument.name] !== undefined)
    throw usageError(command, `--${argument.name} is given twice.`);
  read.flags[argument.name] = argument.kind === "flag" ? readSwitch(command, word, inline) : readValue();

  function readValue(): string {
    const value = inline ?? (isFlag(known, queue[0]) ? undefined : queue.shift());
    if (value === undefined) throw usageError(command, `${dashes}${name} needs a value.`);
    return value;
  }
}

/** `--node --unhealthy` lacks a name; a value that looks like a flag is written `--node=--unhealthy`. */
function isFlag(known: readonly Argument[], word = ""): boolean {
  return known.some(
    ({ name, short }) => word.split("=")[0] === `--${name}` || (short && word === `-${short}`),
  );
}

function readSwitch(command: Command, word: string, inline: string | undefined): boolean {
  if (inline === undefined || inline === "true") return true;
  if (inline === "false") return false;
  throw usageError(command, `${word} is a switch: it takes no value.`);
}

function placePositionals(command: Command, values: readonly string[]): Given {
  const surplus = values[command.positional.length];
  if (surplus !== undefined) throw usageError(command, `I do not know what "${surplus}" is for.`);
  return Object.fromEntries(values.map((value, at) => [command.positional[at] ?? "", value]));
}

function checkArguments(
  command: Command,
  given: Given,
  missing: readonly string[],
): Record<string, unknown> | undefined {
  const result = command.args.safeParse(given);
  if (result.success) return result.data;
  const wrong = result.error.issues.filter((issue) => !missing.includes(String(issue.path[0])));
  if (wrong.length === 0) return undefined;
  throw usageError(command, wrong.map(sayIssue).join(" "));
}

function sayIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join(".");
  if (issue.code === "too_small") {
    return issue.origin === "string"
      ? `${name} must not be empty.`
      : `${name} must be at least ${issue.minimum}.`;
  }
  if (issue.code === "too_big") return `${name} must be at most ${issue.maximum}.`;
  if (issue.code === "invalid_type")
    return `${name} must be a ${issue.expected === "int" ? "whole number" : issue.expected}.`;
  return `${name}: ${issue.message}.`;
}

function unknownFlag(command: Command, known: readonly Argument[], flag: string): UsageError {
  const [near] = nearest(
    known.filter((each) => !habits.includes(each)).map(({ name }) => ({ text: `--${name}` })),
    flag,
  );
  return usageError(
    command,
    `${phraseOf(command)} has no ${flag}.${near ? ` Did you mean ${near.text}?` : ""}`,
  );
}

function usageError(command: Command, message: string): UsageError {
  return new UsageError(message, { hint: `Usage: ${usageOf(command)}` });
}
