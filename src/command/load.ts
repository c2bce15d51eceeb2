// Reads the grammar from the folder commands/: the path of a file is the command.
import { sep } from "node:path";
import { loadFolder } from "#src/load-folder.ts";
import type { AnyDefinition } from "./define.ts";
import type { CommandTree } from "./tree.ts";

export async function loadCommands(folder: string): Promise<CommandTree> {
  const definitions = await loadFolder<AnyDefinition>(folder);
  return definitions.map(({ file, value }) => ({ ...value, path: file.replace(/\.ts$/, "").split(sep) }));
}
