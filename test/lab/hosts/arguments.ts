// Reads what was typed after a verb.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { LabError } from "./lab-error.ts";

/** @throws LabError in one line for an option that the verb does not have */
export function parseArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // parseArgs throws a TypeError whose message is one line for the person who typed.
    if (error instanceof TypeError) throw new LabError(error.message, 2);
    throw error;
  }
}
