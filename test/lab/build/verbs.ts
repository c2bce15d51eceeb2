// The verb that builds programs: what to type, and the function behind it.
import { parseArguments } from "../hosts/arguments.ts";
import { LabError } from "../hosts/lab-error.ts";
import type { Verb } from "../hosts/verb.ts";
import { buildPrograms } from "./build.ts";
import { type ModuleName, modules } from "./programs.ts";

export const buildVerbs = {
  build: {
    usage: "[module|program…] [--arm64]",
    summary: "build the programs that the cache does not have; without names, all",
    run: async (args) => {
      const { values, positionals } = parseArguments(args, options);
      await buildPrograms({ arch: values.arm64 ? "arm64" : "amd64", ...chosen(positionals) });
      return 0;
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

const options = { arm64: { type: "boolean", default: false } } as const;

/** A word is a module's folder or a program's name; names narrow the modules down. */
function chosen(words: readonly string[]): { modules?: readonly ModuleName[]; names?: readonly string[] } {
  const chosenModules = words.filter(isModule);
  const names = words.filter((word) => !isModule(word));
  const unknown = names.find((name) => !Object.values(modules).some(({ programs }) => name in programs));
  if (unknown) {
    throw new LabError(`${unknown} is no module or program. Modules: ${Object.keys(modules).join(" ")}`, 2);
  }
  return {
    ...(chosenModules.length > 0 && { modules: chosenModules }),
    ...(names.length > 0 && { names }),
  };
}

function isModule(word: string): word is ModuleName {
  return Object.hasOwn(modules, word);
}
