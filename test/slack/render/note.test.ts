// A note to one person.
import { expect, test } from "vitest";
import { renderNote } from "#src/slack/render/note.ts";

test("a hint is small print, which shows no backticks", () => {
  const { blocks } = renderNote({ message: "w3 is busy.", hint: "`operation show op-1` tells." });
  expect(JSON.stringify(blocks)).not.toContain("`");
  expect(JSON.stringify(blocks)).toContain("operation show op-1 tells.");
});
