// Dying within a process is as final as a killed process.
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { mortal } from "./mortal.ts";

test("what is asked for after its death is not done and never answered", async () => {
  const { arrived, part, death } = given();
  await part.write("a");
  death.abort();
  await expectNoAnswer(part.write("b"));
  expect(arrived).toEqual(["a"]);
});

test("what was asked for before its death is never answered", async () => {
  const { part, death } = given();
  const answer = part.write("a");
  death.abort();
  await expectNoAnswer(answer);
});

test("what it hands out and holds dies with it", async () => {
  const { arrived, part, death } = given();
  const [handed, promised] = [part.handed(), await part.promised()];
  death.abort();
  await Promise.all([handed, promised, part.inner].map(({ write }) => expectNoAnswer(write("b"))));
  expect(arrived).toEqual([]);
});

test("as long as it lives, values, answers and errors are what they were", async () => {
  const { part } = given();
  const value = { name: "pi-1", tags: ["a"] };
  expect(part.name).toBe("home");
  expect(part.same(value)).toBe(value);
  await expect(part.write("")).rejects.toThrow("nothing to write");
});

function given() {
  const arrived: string[] = [];
  const death = new AbortController();
  const write = async (text: string) => {
    if (text === "") throw new Error("nothing to write");
    arrived.push(text);
  };
  const writer = { write };
  const part = {
    write,
    name: "home",
    inner: writer,
    handed: () => writer,
    promised: async () => writer,
    same: <T>(value: T) => value,
  };
  return { arrived, death, part: mortal(part, death.signal) };
}

/** Long enough for every chain of promises that ends. */
async function expectNoAnswer(answer: Promise<unknown>): Promise<void> {
  const none = setImmediate("no answer");
  const first = await Promise.race([
    answer.then(
      () => "an answer",
      () => "an error",
    ),
    none,
  ]);
  expect(first).toBe("no answer");
}
