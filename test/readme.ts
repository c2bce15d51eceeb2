// The README's table of commands, generated from the definitions. `npm run readme` writes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "#src/command/define.ts";
import { loadCommands } from "#src/command/load.ts";
import { usageOf } from "#src/command/usage.ts";

const root = join(import.meta.dirname, "..");
export const readmePath = join(root, "README.md");
const table = /(<!-- commands: npm run readme -->\n)[\s\S]*?(<!-- end -->)/;

/** The README as it should be. */
export async function freshReadme(): Promise<string> {
  const commands = await loadCommands(join(root, "commands"));
  const rows = commands.map(row).join("");
  const written = `| command | what it does | who |\n|---|---|---|\n${rows}`;
  return readFileSync(readmePath, "utf8").replace(
    table,
    (_, begin: string, end: string) => begin + written + end,
  );
}

function row(command: Command): string {
  return `| \`${usageOf(command)}\` | ${command.summary} | ${command.role} |\n`;
}
