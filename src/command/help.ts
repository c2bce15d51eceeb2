// Help generated from the definitions: what there is, how it is typed and who may use it.
import type { Answer } from "#src/card/answer.ts";
import { argumentsOf, ofEveryChange } from "./argument.ts";
import type { Role } from "./authorize.ts";
import type { Command, CommandTree } from "./define.ts";
import { usageOf } from "./usage.ts";

/** Help on one command, for the person who typed `--help`. */
export function helpOn(command: Command, held: ReadonlySet<Role>): { message: string; hint: string } {
  const all = [...argumentsOf(command.args), ...(command.kind === "operation" ? ofEveryChange : [])];
  const described = all.filter(({ description }) => description !== "");
  return {
    message: [
      `${command.summary}.`,
      `Usage: ${usageOf(command)}`,
      ...described.map(({ name, description }) => `  ${name}: ${description}`),
    ].join("\n"),
    hint: `Needs the role ${command.role}${held.has(command.role) ? ", which you have." : ", which you do not have."}`,
  };
}

/** Every command as one table; those that this person may use first, for a message shows only so many rows. */
export function helpTable(tree: CommandTree, held: ReadonlySet<Role>): Answer {
  const allowed = tree.filter(({ role }) => held.has(role));
  return {
    headline: `${allowed.length} of ${tree.length} commands are yours to use`,
    tone: "neutral",
    parts: [
      {
        kind: "table",
        table: {
          columns: [{ title: "Command" }, { title: "What it does" }, { title: "Who" }],
          rows: [...allowed, ...tree.filter((command) => !allowed.includes(command))].map((command) => [
            usageOf(command).replace(/^\/k8s /, ""),
            command.summary,
            held.has(command.role) ? command.role : `${command.role} (not you)`,
          ]),
        },
      },
      {
        kind: "list",
        title: "Good to know",
        lines: [
          "Type /k8s in front of a command, or mention me in a channel or a thread, or write to me directly.",
          `Word order does not matter: "list nodes" is "node list".`,
          "--cluster <name> picks the cluster, --help explains one command.",
          "help node shows only what begins so.",
          "A change is shown first and runs once somebody else approves it; --dry-run only shows it.",
        ],
      },
    ],
  };
}
