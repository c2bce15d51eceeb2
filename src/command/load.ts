// Reads the grammar from the folder commands/: the path of a file is the command.
import { glob } from "node:fs/promises";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyDefinition } from "./define.ts";
import type { CommandTree } from "./tree.ts";

/**
 * Imports every definition below `folder`, sorted by path.
 * @throws Error when a file has no default export; that is a bug of ours and stops the start
 */
export async function loadCommands(folder: string): Promise<CommandTree> {
  const files = (await Array.fromAsync(glob("**/*.ts", { cwd: folder }))).sort();
  return Promise.all(
    files.map(async (file) => {
      const module: { default?: AnyDefinition } = await import(pathToFileURL(join(folder, file)).href);
      if (!module.default) throw new Error(`commands/${file} exports no command`);
      return { ...module.default, path: file.replace(/\.ts$/, "").split(sep) };
    }),
  );
}
