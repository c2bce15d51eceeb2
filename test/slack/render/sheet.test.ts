import { expect, test } from "vitest";
import type { Answer } from "#src/card/answer.ts";
import { validateView } from "#src/slack/block-kit.ts";
import { renderSheet } from "#src/slack/render/sheet.ts";
import { hostile } from "../../commands/ask.ts";

test("what is verbatim is shown whole, and Slack takes it", () => {
  const lines = Array.from({ length: 700 }, (_, at) => `PATCH /api/v1/nodes/w-${at}`);
  const view = renderSheet(answerWith(lines.join("\n")));
  expect(validateView(view)).toEqual([]);
  const shown = JSON.stringify(view.blocks);
  expect(lines.every((line) => shown.includes(line))).toBe(true);
});

test("hostile text is a valid modal", () => {
  expect(
    validateView(renderSheet({ ...answerWith(hostile.repeat(900)), headline: hostile.repeat(90) })),
  ).toEqual([]);
});

function answerWith(text: string): Answer {
  return { headline: "op-7k3m9x: Cordon worker1 on home", tone: "neutral", parts: [{ kind: "code", text }] };
}
