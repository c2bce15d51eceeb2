// What a message says, as one string.
import type { Message } from "../../playground/slack/workspace.ts";

/** All text of its blocks, below what a notification shows. */
export function textOf(message: Message): string {
  const texts: string[] = [];
  collect(message.blocks ?? [], texts);
  return [message.text, ...texts].join("\n");
}

function collect(node: unknown, into: string[]): void {
  if (Array.isArray(node)) for (const item of node) collect(item, into);
  else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (key === "text" && typeof value === "string") into.push(value);
      else collect(value, into);
    }
  }
}
