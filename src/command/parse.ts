// Reads one line: which command, on which cluster, with which arguments.
import type { z } from "zod";
import { question } from "./answer-for.ts";
import { argumentsOf } from "./argument.ts";
import { type Command, type CommandTree, phraseOf } from "./define.ts";
import { leadingFlags, readWords } from "./flags.ts";
import { groupHelp, isHelp } from "./group-help.ts";
import { withReason } from "./plain-words.ts";
import { resolveCommand } from "./resolve.ts";
import { severalLines } from "./several.ts";
import { understand, withoutEnd, withoutWondering } from "./understand.ts";
import { usageError } from "./usage.ts";
import { onlyWondering } from "./wondering.ts";
import { quoteWord, splitWords } from "./words.ts";

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
  const { words: typed, wonders } = withoutWondering(splitWords(withoutEnd(line)));
  const several = severalLines(typed);
  if (several) throw several;
  const { leading, words } = leadingFlags(typed);
  const help = groupHelp(tree, words, leading);
  const meant = help ?? understand(words);
  const { command, rest } = resolveCommand(tree, meant.length === 0 ? ["start"] : meant);
  const { values, flags } = readWords(command, [
    ...(help ? leading.filter((word) => !isHelp(word)) : leading),
    ...withReason(command, rest),
  ]);
  if (flags.help !== undefined) return { kind: "help", command };
  const wondered =
    wonders || isOpen(command, line) ? onlyWondering(command, [...leading, ...rest]) : undefined;
  if (wondered) throw wondered;
  const { cluster, ...wanted } = flags;
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

/** `approve op-7k3m9x?` is not said by somebody who has decided. The end of a reason is the reason's. */
function isOpen({ kind }: Command, line: string): boolean {
  return kind === "decision" && /\?\s*$/.test(line) && !/\s--?[a-z]/i.test(line);
}

/** What every change takes is no argument of the change itself. */
function withoutAsked(command: Command, flags: Given): { readonly named: Given; readonly asked: Asked } {
  if (command.kind !== "operation") return { named: flags, asked: { reason: undefined, dryRun: false } };
  const { reason, "dry-run": dryRun, ...named } = flags;
  const words = typeof reason === "string" ? reason.trim() : "";
  return { named, asked: { reason: words || undefined, dryRun: dryRun === true } };
}

function placePositionals(command: Command, values: readonly string[]): Given {
  const surplus = values[command.positional.length];
  if (surplus !== undefined) {
    const typed = [...command.path, ...values];
    throw (
      question(typed) ??
      usageError(command, `I do not know what "${surplus}" is for.`, eachAlone(command, values))
    );
  }
  return Object.fromEntries(values.map((value, at) => [command.positional[at] ?? "", value]));
}

/** `node drain pi-1 worker1` is two lines. A word of a sentence is no name. */
function eachAlone(command: Command, values: readonly string[]): readonly string[] {
  const isList =
    command.positional.length === 1 && values.length < 4 && values.every((value) => /[-\d/]/.test(value));
  return isList ? values.map((value) => `${phraseOf(command)} ${quoteWord(value)}`) : [];
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

/** What the schema does not take, by the argument's name; what is missing is none of it. */
export function argumentFaults(command: Command, given: Given): Readonly<Record<string, string>> {
  const { error } = command.args.safeParse(given);
  const wrong = (error?.issues ?? []).filter((issue) => given[String(issue.path[0])] !== undefined);
  return Object.fromEntries(wrong.map((issue) => [String(issue.path[0]), sayIssue(issue)]));
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
