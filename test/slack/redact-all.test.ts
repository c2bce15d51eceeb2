import { expect, test } from "vitest";
import { createRedactor } from "#src/base/redact.ts";
import { redactAll, redactFile } from "#src/slack/redact-all.ts";

const redact = createRedactor([]);

test("every string of a value is redacted, and nothing else of it changes", () => {
  const value = { words: ["password=hunter2", "fine"], at: 5, none: undefined };
  expect(redactAll(value, redact)).toEqual({
    words: ["password=[redacted]", "fine"],
    at: 5,
    none: undefined,
  });
});

test("a file of text is redacted as text", () => {
  const file = redactFile({ name: "plan.txt", content: "a\npassword=hunter2\n" }, redact);
  expect(file).toEqual({ name: "plan.txt", content: "a\npassword=[redacted]\n" });
});

test("a file of JSON lines stays one, and rows without a secret stay as they are", () => {
  const rows = [
    { seq: 1, reason: "the password:", target: "home" },
    { seq: 2, words: "a\u2028Cookie:", target: "home" },
    { seq: 3, words: "password=hunter2", target: "home" },
  ];
  const content = `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
  const file = redactFile({ name: "audit.jsonl", content }, redact);
  expect(
    file.content
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([rows[0], rows[1], { seq: 3, words: "password=[redacted]", target: "home" }]);
  expect(file.content.endsWith("\n")).toBe(true);
});
