// npm run lab -- build [<module>|<program>...] [--arm64]
import { parseArgs } from "node:util";
import { buildPrograms } from "./build.ts";
import { type ModuleName, modules } from "./programs.ts";

/** Without names it builds everything. */
export async function buildCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { arm64: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const names = positionals.filter((word) => !isModule(word));
  await buildPrograms({
    arch: values.arm64 ? "arm64" : "amd64",
    ...(positionals.some(isModule) && { modules: positionals.filter(isModule) }),
    ...(names.length > 0 && { names }),
  });
}

function isModule(word: string): word is ModuleName {
  return word in modules;
}
