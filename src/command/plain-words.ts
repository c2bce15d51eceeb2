// What people write between the words of a command: where something is, and why. And the ids that records go by.

import { argumentsOf } from "./argument.ts";
import type { Command } from "./define.ts";

/** `restart web in media` is `restart web -n media`, where the line is about something that is in a namespace. */
export function withNamespace(words: readonly string[]): readonly string[] {
  const line = words.join(" ");
  const found =
    /^((?:show |get |give me )?(?:the )?(?:logs?|restart|delete|describe|pod|rollout)\b.*\S) in (?:the )?(?:namespace |ns )?(\S+)$/i.exec(
      line,
    );
  const [, before = "", namespace = ""] = found ?? [];
  return found ? [...words.slice(0, before.split(" ").length), "-n", namespace] : words;
}

/** `drain pi-1 because of the power` gives its reason as people do. */
export function withReason(command: Command, words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word.toLowerCase() === "because");
  const takesReason =
    command.kind === "operation" || argumentsOf(command.args).some(({ name }) => name === "reason");
  const isGiven = words.some((word) => /^--reason\b/.test(word));
  if (denies(command) && !isGiven && at === -1 && isSentence(words))
    return [words[0]?.replace(/:$/, "") ?? "", "--reason", ...words.slice(1)];
  return takesReason && !isGiven && at > 0 && at < words.length - 1 ? words.with(at, "--reason") : words;
}

/** What follows the id is why. Not so of an approval: `approve op-7k3m9x not yet` is none. */
function denies({ kind, path }: Command): boolean {
  return kind === "decision" && ["deny", "cancel"].includes(path[0] ?? "");
}

function isSentence([id = "", ...more]: readonly string[]): boolean {
  return /^op-[a-z0-9]{6}:?$/i.test(id) && more.length > 0 && !more.some((word) => /^-|^op-/i.test(word));
}

const records: readonly (readonly [id: RegExp, show: string])[] = [
  [/^op-[a-z0-9]{6}$/, "operation"],
  [/^in-[a-z0-9]{6}$/, "alert"],
  [/^ca-[a-z0-9]{6}$/, "campaign"],
];

/** `op-7k3m9x` alone, or asked about, is a look at that record. */
export function aboutRecord(words: readonly string[]): readonly string[] | undefined {
  const id = (words.at(-1) ?? "").toLowerCase();
  const group = records.find(([pattern]) => pattern.test(id))?.[1];
  const isAsked =
    /^((show|get|describe|status|what|where|who|open|about|details|is|of|me|the|how|change|incident|operation) )*$/i.test(
      words
        .slice(0, -1)
        .map((word) => `${word} `)
        .join(""),
    );
  return group && isAsked ? [group, "show", id] : undefined;
}
