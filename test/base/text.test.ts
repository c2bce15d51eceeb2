import { describe, expect, test } from "vitest";
import { bytes, count, elide, few, listed, oneLine, shorten, span, verbatim } from "#src/base/text.ts";
import { cpuTime } from "../cpu-time.ts";

describe("untrusted text", () => {
  test.each([
    ["colours", "\u001b[1;31mred\u001b[0m", "red"],
    ["a window title", "\u001b]0;title\u0007text", "text"],
    ["a link", "\u001b]8;;https://evil.example\u001b\\home\u001b]8;;\u001b\\", "home"],
    ["control characters", "a\u0000b\u0008c\u007fd", "abcd"],
    ["text from right to left", "\u202Eecived\u202C \u2066x\u2069", "ecived x"],
    ["zero-width characters", "pass\u200bword\ufeff", "password"],
    ["line ends of other systems", "a\r\nb\rc", "a\nb\nc"],
    ["half a character", "a\ud83d", "a\ufffd"],
    ["tabs and lines", "a\tb\nc", "a\tb\nc"],
    ["letters of any script", "größe 測試 🟢", "größe 測試 🟢"],
  ])("%s", (_what, text, shown) => {
    expect(verbatim(text)).toBe(shown);
  });

  test("is put on one line", () => {
    expect(oneLine("  a\n\n\tb  c ")).toBe("a b c");
  });

  test.each(["\u001b[", "\u001b]", "\u202e", " ", "\n", "a"])(
    "five megabytes of %j take linear time",
    (piece) => {
      const text = piece.repeat(Math.ceil((5 << 20) / piece.length));
      expect(cpuTime(() => oneLine(text))).toBeLessThan(3_000);
    },
  );
});

test.each([
  ["short", 10, "short"],
  ["exactly 10", 10, "exactly 10"],
  ["a little longer", 10, "a little …"],
  ["🟢🟢🟢", 3, "🟢🟢🟢"],
  ["🟢🟢🟢🟢", 3, "🟢🟢…"],
])("%j cut to %i is %j", (text, length, cut) => {
  expect(shorten(text, length)).toBe(cut);
});

test.each([
  ["short", 10, "short"],
  ["exactly 10", 10, "exactly 10"],
  ["the beginning and the end", 13, "the … the end"],
  ["🟢🟢🟢🟢🟢🟢🟢", 7, "🟢🟢🟢🟢🟢🟢🟢"],
  ["🔴🟢🟢🟢🟢🟢🟢🔵", 7, "🔴🟢…🟢🟢🟢🔵"],
])("%j cut to %i in its middle is %j", (text, length, cut) => {
  expect(elide(text, length)).toBe(cut);
});

test.each([
  [0, "0 pods"],
  [1, "1 pod"],
  [2, "2 pods"],
])("%i is said as %s", (amount, said) => {
  expect(count(amount, "pod")).toBe(said);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j is listed as %j", (words, said) => {
  expect(listed(words)).toBe(said);
  expect(few(words, 3)).toBe(said);
});

test("many words are cut and counted", () => {
  expect(few(["a", "b", "c", "d", "e"], 3)).toBe("a, b, c and 2 more");
});

test.each([
  [-5_000, "0 s"],
  [400, "0 s"],
  [89_000, "89 s"],
  [90_000, "2 min"],
  [89 * 60_000, "89 min"],
  [90 * 60_000, "2 h"],
  [35 * 3_600_000, "35 h"],
  [36 * 3_600_000, "2 d"],
  [400 * 86_400_000, "400 d"],
])("%i ms are said as %s", (ms, said) => {
  expect(span(ms)).toBe(said);
});

test.each([
  [0, "0"],
  [512, "512"],
  [1_024, "1Ki"],
  [64 * 1024 ** 2, "64Mi"],
  [7.6 * 1024 ** 3, "7.6Gi"],
  [1_023.9 * 1024, "1024Ki"],
  [2 * 1024 ** 5, "2Pi"],
  [3_000 * 1024 ** 5, "3000Pi"],
])("%f bytes are said as %s", (amount, said) => {
  expect(bytes(amount)).toBe(said);
});
