// What is kept of a stream that does not end.
import { expect, test } from "vitest";
import { capped } from "#src/hosts/capped.ts";
import { sinceMark } from "#src/hosts/connection/since-mark.ts";

test("what fits is kept whole", () => {
  const kept = capped(8);
  for (const piece of ["abc", "def", "gh"]) kept.add(Buffer.from(piece));
  expect(kept.text()).toBe("abcdefgh");
  expect(kept.isCut()).toBe(false);
});

test("of more, a quarter is the beginning and the rest is the end", () => {
  const kept = capped(8);
  for (const digit of "0123456789".repeat(100)) kept.add(Buffer.from(digit));
  expect(kept.isCut()).toBe(true);
  expect(kept.text()).toBe("01\n[…]\n456789");
});

test("a mark is found in whatever pieces it comes, and noise before it is none of the program's", () => {
  const since = sinceMark("mark");
  expect([..."noise mar\nmar"].map((each) => since.add(Buffer.from(each)))).toEqual(
    Array(13).fill(undefined),
  );
  expect(since.add(Buffer.from("k\nown"))?.toString()).toBe("own");
  expect(since.add(Buffer.from("mark\n"))?.toString()).toBe("mark\n");
  expect(since.before()).toBe("noise mar\n");
});
