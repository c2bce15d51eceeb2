import { expect, test } from "vitest";
import { wholeText } from "#src/card/exact.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import type { SlackMessage } from "#src/slack/render/message.ts";
import { pagesOf } from "#src/slack/render/pages.ts";
import { asPlainText } from "#src/slack/render/plain.ts";
import { hostile } from "../../commands/ask.ts";
import { givenPlan, givenStep } from "./given-operation.ts";

test("every call is on a page, in order and cut nowhere, also where Slack takes only text", () => {
  const calls = Array.from({ length: 500 }, (_, at) => `PATCH /api/v1/nodes/w-${at} {"a":"<b>&c"}`);
  const pages = [...pagesOf("op-7k3m9x", textWith(calls)).values()];
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.flatMap((page) => linesOf(codeOf(page))).filter(isCall)).toEqual(calls);
  expect(pages.flatMap((page) => linesOf(unescaped(asPlainText(page).text))).filter(isCall)).toEqual(calls);
});

test("a call that is longer than a page goes on where it was cut, and says so", () => {
  const call = `POST /${"x".repeat(4_000)}&${"y".repeat(4_000)}`;
  const pages = [...pagesOf("op-7k3m9x", textWith([call])).values()].map(codeOf);
  const joined = pages.join("\n").replaceAll("…\n…", "");
  expect(joined).toContain(call);
  expect(pages.slice(2).every((page) => page.startsWith("…"))).toBe(true);
});

test("a name stays whole where a call is cut", () => {
  const names = Array.from({ length: 200 }, (_, at) => `shop/db-${at}-${"x".repeat(at)}`);
  const pages = [...pagesOf("op-7k3m9x", textWith([`POST /eviction for ${names.join(", ")}`])).values()];
  const read = pages.map(codeOf).join("\n");
  expect(pages.length).toBeGreaterThan(5);
  expect(names.every((name) => read.includes(name))).toBe(true);
});

test("a page is a valid message, however hostile its texts are, and each has a name and a number", () => {
  const pages = pagesOf("op-7k3m9x", textWith(Array(400).fill(hostile.repeat(9))));
  for (const message of pages.values()) expect(validateMessage(message)).toEqual([]);
  const names = [...pages.keys()];
  expect(names[0]).toBe(`1-of-${names.length}`);
  expect(new Set(names).size).toBe(names.length);
  expect(pages.get(names[1] ?? "")?.text).toBe(
    `op-7k3m9x, page 2 of ${names.length}: everything that it would do`,
  );
});

function textWith(calls: readonly string[]): string {
  return wholeText(givenPlan({ steps: [givenStep({ calls })] }));
}

function codeOf({ blocks }: SlackMessage): string {
  const found = /"rich_text_preformatted","elements":\[\{"type":"text","text":("(?:[^"\\]|\\.)*")/.exec(
    JSON.stringify(blocks),
  );
  return JSON.parse(found?.[1] ?? '""') as string;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").map((line) => line.trim());
}

function isCall(line: string): boolean {
  return line.startsWith("PATCH ");
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
