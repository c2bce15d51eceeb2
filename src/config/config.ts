// The configuration: wheelhouse.yaml and the environment, read whole, every mistake listed at once.
import { ConfigError } from "#src/base/errors.ts";
import { type Environment, readEnvironment, type Variables } from "./environment.ts";
import { readSettings } from "./parse-settings.ts";
import type { ReadFile } from "./read-file.ts";
import type { Settings } from "./settings.ts";

export type Config = { readonly settings: Settings; readonly environment: Environment };

/**
 * Reads the environment and the file it names.
 * @throws ConfigError listing every mistake, one a line
 */
export function loadConfig(variables: Variables, readFile: ReadFile): Config {
  const path = variables.WHEELHOUSE_CONFIG || "wheelhouse.yaml";
  const file = readSettings(path, readFile);
  const mode = file.settings?.slack.mode ?? "socket";
  const environment = readEnvironment(variables, mode, readFile);
  const problems = [...file.problems, ...environment.problems];
  if (problems.length > 0 || !file.settings || !environment.values) {
    throw new ConfigError(
      `Wheelhouse cannot start:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  }
  return { settings: file.settings, environment: environment.values };
}
