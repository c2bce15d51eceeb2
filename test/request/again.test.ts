// What an earlier run left unanswered.

import { expect, test } from "vitest";
import { actorFrom } from "#src/base/actor.ts";
import { answerAgain } from "#src/request/again.ts";
import type { Left } from "#src/slack/chat.ts";
import { ann, givenBot } from "../given-bot.ts";

const minute = 60_000;

test("a question is answered again", async () => {
  const { given, again } = await setUp();
  await again("version");
  expect([given.answers.length, given.notes]).toEqual([1, []]);
});

test.each<[string, string, Partial<Left>]>([
  ["a question that ended two processes is told, lest it end the next", "version", { isFirst: false }],
  ["a question that is old by now is told", "version", { at: -16 * minute }],
  ["a change is told, and not asked for again", "node touch worker-1", {}],
  ["a secret is told, and not shown again", "token show op-1", {}],
  ["a decision is told, and not taken late", "approve op-1", {}],
])("%s", async (_what, line, how) => {
  const { given, again } = await setUp();
  await again(line, how);
  expect(given.answers).toEqual([]);
  expect(await given.operations.list({})).toEqual([]);
  expect(given.notes.map(({ message }) => message)).toEqual([
    `Wheelhouse was restarted before it was done with \`${line}\`.`,
  ]);
});

test("a change that had been proposed has its card, and nobody is told", async () => {
  const { given, again } = await setUp();
  await given.say.propose("node touch worker-1");
  await again("node touch worker-1", { at: -minute });
  expect(await given.operations.list({})).toHaveLength(1);
  expect(given.notes).toEqual([]);
});

test("an outsider hears nothing", async () => {
  const { given, again } = await setUp("outsider");
  await again("node touch worker-1");
  expect(given.notes).toEqual([]);
});

async function setUp(standing: "member" | "outsider" = "member") {
  const given = await givenBot();
  const chat = {
    ...given.parts.chat,
    person: async (id: string) => ({ id: actorFrom(id), standing, groups: [] }),
  };
  /** `at` is relative to now. */
  const again = (line: string, { at = 0, isFirst = true }: Partial<Left> = {}) => {
    const request = { line, by: ann, where: { channel: "C1" } };
    return answerAgain({ ...given.parts, chat }, given.bot, { request, isFirst, at: given.clock.now() + at });
  };
  return { given, again };
}
