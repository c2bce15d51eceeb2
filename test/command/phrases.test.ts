// A person's line means what the table says, or is asked back. No change is ever read out of words that could mean another.
import { join } from "node:path";
import { expect, test } from "vitest";
import { BotError } from "#src/base/errors.ts";
import { askBack } from "#src/command/ask-back.ts";
import { byHand } from "#src/command/by-hand.ts";
import { phraseOf } from "#src/command/define.ts";
import { everyday } from "#src/command/everyday.ts";
import { canonicalLine } from "#src/command/line.ts";
import { loadCommands } from "#src/command/load.ts";
import { parseLine } from "#src/command/parse.ts";
import { asksBack, changes, kubeadm, kubectlChanging, kubectlReading, questions } from "./phrases.ts";
import { tried } from "./phrases-tried.ts";
import { wondered } from "./phrases-wondered.ts";

const tree = await loadCommands(join(import.meta.dirname, "../../commands"));
const table = [
  ...kubectlReading,
  ...kubectlChanging,
  ...kubeadm,
  ...questions,
  ...asksBack,
  ...changes,
  ...tried,
  ...wondered,
];

test.each(table)("%s means %s", (typed, meant) => {
  const got = meaning(typed);
  if (/^(hand|no): /.test(meant)) expect(got).toContain(meant.replace(/^no: /, ""));
  else expect(got).toBe(meant);
});

test("three hundred lines, none of them twice", () => {
  expect(new Set(table.map(([typed]) => typed)).size).toBe(table.length);
  expect(table.length).toBeGreaterThanOrEqual(300);
});

test("no question becomes a change", () => {
  for (const [, line] of everyday) {
    const { command } = parseLine(tree, line.replace(/<\w+>/g, "x"));
    expect([line, command.kind]).toEqual([line, "query"]);
  }
});

test.each(["how do I", "how to", "can I", "should we", "is it safe to", "what happens if I"])(
  "%s, before any change, only asks about it",
  (asks) => {
    for (const command of tree.filter(({ kind }) => kind === "operation" || kind === "decision")) {
      const meant = meaning(`${asks} ${phraseOf(command)} op-abc123`);
      expect([command.path, meant]).toEqual([
        command.path,
        expect.stringMatching(/^(ask|hand): |^help |^upgrade plan /),
      ]);
    }
  },
);

test("every line that is offered is one", () => {
  const offered = [...askBack, ...byHand].flatMap(({ offers = [] }) => offers);
  for (const line of offered) {
    const parsed = parseLine(tree, line.replaceAll("<name>", "x"));
    expect(line).toContain(phraseOf(parsed.command));
  }
});

/** As the table says it: the canonical line, or what is asked, said or refused instead. */
function meaning(typed: string): string {
  try {
    const parsed = parseLine(tree, typed);
    if (parsed.kind === "help") return `help on ${phraseOf(parsed.command)}`;
    const { command, given, cluster, asked } = parsed;
    const line = canonicalLine(command, given, cluster ?? "-").replace(/ --cluster=-$/, "");
    const because = asked.reason ? ` because ${asked.reason}` : "";
    return `${parsed.kind === "incomplete" ? "form: " : ""}${line}${because}`;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    const { message, shell, offers } = error;
    if (shell.length > 0) return `hand: ${message}`;
    return offers.length > 0 && !/part of the reason|Without it:/.test(message)
      ? `ask: ${offers.join(" | ")}`
      : message;
  }
}
