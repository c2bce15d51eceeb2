// A note to one person.
import { expect, test } from "vitest";
import { renderNote } from "#src/slack/render/note.ts";

test("a hint is small print, which shows no backticks", () => {
  const { blocks } = renderNote({ message: "w3 is busy.", hint: "`operation show op-1` tells." });
  expect(JSON.stringify(blocks)).not.toContain("`");
  expect(JSON.stringify(blocks)).toContain("operation show op-1 tells.");
});

test("what may have been meant is a button that types it", () => {
  const { blocks } = renderNote({ message: 'There is no command "stauts".', offers: ["status", "start"] });
  const buttons = blocks?.flatMap((block) => (block.type === "actions" ? block.elements : []));
  expect(buttons).toMatchObject([
    { type: "button", text: { text: "status" }, value: "status" },
    { type: "button", text: { text: "start" }, value: "start" },
  ]);
});
