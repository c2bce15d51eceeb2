// The commands that exist, by the words that name them.
import type { AnyDefinition } from "./define.ts";

export type Command = AnyDefinition & {
  /** The words of its path: ["node", "list"]. */
  readonly path: readonly string[];
};

export type CommandTree = readonly Command[];

/** A command that only reads. */
export type Query = Extract<Command, { kind: "query" }>;

/** A command that changes something once it is approved. */
export type Change = Extract<Command, { kind: "operation" }>;

/** A command that decides about a change. */
export type DecisionCommand = Extract<Command, { kind: "decision" }>;

/** A command that shows a secret to one person. */
export type Reveal = Extract<Command, { kind: "reveal" }>;

/** The canonical words of a command: `node list`. */
export function phraseOf(command: Command): string {
  return command.path.join(" ");
}
