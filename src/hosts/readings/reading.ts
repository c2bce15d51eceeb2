// What a reading is: one command that changes nothing, and the parser of what it says.
import { RefusedError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Said } from "../said.ts";

export type Reading<Input extends readonly unknown[], Output> = {
  readonly argv: (...input: Input) => readonly string[];
  /** @throws Unreadable when the host said what nobody understands */
  readonly parse: (said: Said) => Output;
};

export function defineReading<Input extends readonly unknown[], Output>(
  reading: Reading<Input, Output>,
): Reading<Input, Output> {
  return reading;
}

/** The program said something else than it says elsewhere. */
export class Unreadable extends RefusedError {}

/** What it printed, if it ended well. */
export function stdoutOf({ stdout, stderr, code, cut }: Said): string {
  if (cut) throw new Unreadable("it said more than a program of this name does");
  if (code !== 0) throw new Unreadable(`it ended with code ${code}: ${words(stderr || stdout)}`);
  return stdout;
}

/** The same, or undefined where there is no such program or file. */
export function stdoutIfThere(said: Said): string | undefined {
  return said.code === 0 ? stdoutOf(said) : undefined;
}

/** `env` found no such program. */
export function isMissing({ code }: Said): boolean {
  return code === 127;
}

/** `KEY=value` lines, quotes around a value taken off. */
export function assignments(text: string): ReadonlyMap<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const [, key, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line.trim()) ?? [];
    return key === undefined || value === undefined
      ? []
      : [[key, value.replace(/^(["'])(.*)\1$/, "$2")] as const];
  });
  return new Map(pairs);
}

export function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** @throws Unreadable when it is none */
export function wholeNumber(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d{1,15}$/.test(text.trim())) {
    throw new Unreadable(`its ${what} is no number: ${words(text ?? "")}`);
  }
  return Number(text);
}

export function words(text: string): string {
  return shorten(oneLine(text), 200);
}
