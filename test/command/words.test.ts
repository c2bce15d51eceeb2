import { expect, test } from "vitest";
import { quoteWord, splitWords } from "#src/command/words.ts";

test.each([
  ["status", ["status"]],
  ["  pod   list  ", ["pod", "list"]],
  ["", []],
  ['pod show "a b"', ["pod", "show", "a b"]],
  ["pod show 'a b' c", ["pod", "show", "a b", "c"]],
  ["--reason=“disk is full”", ["--reason=disk is full"]],
  ["--reason “it's full”", ["--reason", "it's full"]],
  ["pod list —unhealthy", ["pod", "list", "--unhealthy"]],
  ["pod list –unhealthy", ["pod", "list", "--unhealthy"]],
  ["a\\ b", ["a b"]],
  ['""', [""]],
  ["kube-proxy-—x", ["kube-proxy-—x"]],
  ["don't", ["don't"]],
])("%j is read as %j", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test("a quote that is never closed is a mistake", () => {
  expect(() => splitWords('pod show "a b')).toThrow("never closed");
});

test.each(["plain", "a b", 'quo"te', "back\\slash", "", "it's", "“x”", "a=b", "--flag"])(
  "%j survives being quoted and read again",
  (word) => {
    expect(splitWords(quoteWord(word))).toEqual([word]);
    expect(splitWords(`--x=${quoteWord(word)}`)).toEqual([`--x=${word}`]);
  },
);

test("whatever is quoted is read back as it was", () => {
  const alphabet = [..."ab -—–=\"'`“”„‘’\\/.:@\t\n,%+😀é<>&*_"];
  const pick = seeded(20261122);
  for (let round = 0; round < 5_000; round++) {
    const word = Array.from({ length: pick(9) }, () => alphabet[pick(alphabet.length)]).join("");
    expect(splitWords(`--x=${quoteWord(word)} ${quoteWord(word)} end`)).toEqual([`--x=${word}`, word, "end"]);
  }
});

/** The same numbers below `limit` in every run (a linear congruential generator). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}
