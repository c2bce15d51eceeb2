// What somebody is told when their line came to nothing.
import { randomUUID } from "node:crypto";
import { BotError, UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { oneOf } from "#src/base/text.ts";
import { argumentsOf } from "#src/command/argument.ts";
import { type CommandTree, phraseOf } from "#src/command/define.ts";
import { lineOf } from "#src/command/line.ts";
import { parseLine } from "#src/command/parse.ts";
import type { Note, Request } from "#src/slack/chat.ts";

/** Longest that reading for a query or a plan may take before the person is told so. */
export const answerWithinMs = 20_000;

export function noAnswer(): UnreachableError {
  return new UnreachableError(`There was no answer within ${answerWithinMs / 1_000} s.`, {
    hint: "Try again, or ask for less.",
  });
}

/** An error of ours is logged, and the person gets a reference to it. */
export function explain(
  error: unknown,
  log: Log,
  { request, commands }: { readonly request: Request; readonly commands: CommandTree },
): Note {
  if (error instanceof BotError) {
    const { message, hint, shell } = error;
    const named = [...error.offers, ...linesIn(hint ?? "", commands)];
    const offers = [...new Set(named.map((line) => onTheSame(request, line)))];
    return {
      message,
      hint,
      ...(shell.length > 0 ? { shell } : {}),
      ...(offers.length > 0 ? { offers } : {}),
    };
  }
  const reference = randomUUID().slice(0, 8);
  log.error("unexpected failure", { reference, line: request.line, by: request.by, error });
  return { message: `That is a bug in Wheelhouse. Its log has the details under ${reference}.` };
}

/** The lines that a hint names, or is: what it suggests is a click away. A decision is typed by whoever makes it. */
function linesIn(hint: string, commands: CommandTree): readonly string[] {
  const quoted = [...hint.matchAll(/`([^`]+)`/g)].map(([, line = ""]) => line);
  return (quoted.length > 0 ? quoted : [hint]).filter((line) => isLine(line, commands));
}

/** A line that named its cluster did so as nothing else tells which is meant. */
function onTheSame({ line: typed }: Pick<Request, "line">, line: string): string {
  const [flag] = / --cluster=\S+/.exec(typed) ?? [];
  return flag === undefined || line.includes(" --cluster") ? line : `${line}${flag}`;
}

function isLine(line: string, commands: CommandTree): boolean {
  const named = commands.filter((command) => `${line} `.startsWith(`${phraseOf(command)} `));
  if (!named.some(({ kind }) => kind !== "decision") || /[<…]/.test(line)) return false;
  try {
    return parseLine(commands, line).kind !== "help";
  } catch {
    return false;
  }
}

/** A name that fits nothing, or several things, is asked for again: the form opens with a menu. */
export function offerMenu(commands: CommandTree, request: Request, error: unknown): Pick<Note, "form"> {
  if (!(error instanceof BotError) || error.choose === undefined) return {};
  const parsed = parseLine(commands, request.line);
  if (parsed.kind === "help") return {};
  // Without an optional argument the line would run as something else; only a required one opens the form.
  const isRequired = argumentsOf(parsed.command.args).some(
    ({ name, required }) => name === error.choose && required,
  );
  if (!isRequired) return {};
  const { [error.choose]: _wrong, ...rest } = parsed.given;
  const { reason, dryRun } = parsed.asked;
  const values = { ...rest, ...(reason ? { reason } : {}), ...(dryRun ? { "dry-run": true } : {}) };
  return {
    form: {
      label: `Choose ${oneOf(error.choose)}`,
      line: lineOf(phraseOf(parsed.command), values, parsed.cluster),
    },
  };
}
