// Reads the grammar from the folder commands/: the path of a file is the command.
import { sep } from "node:path";
import { loadFolder } from "#src/base/load-folder.ts";
import type { AnyDefinition, CommandTree } from "./define.ts";

export async function loadCommands(folder: string): Promise<CommandTree> {
  const definitions = await loadFolder<AnyDefinition>(folder);
  return definitions.map(({ file, value }) => ({ ...value, path: file.replace(/\.ts$/, "").split(sep) }));
}
