import { expect, test } from "vitest";
import { type Log, silentLog } from "#src/base/log.ts";
import { brokenRule, brokenRuleLog } from "#src/incident/broken-rule.ts";

/** The same bug each time, whatever it says. */
function failure(words: string): Error {
  return new TypeError(words);
}

test("the same bug has the same reference whatever it says, another bug has another", () => {
  const [one, again] = ["a is undefined", "b is undefined"].map((words) =>
    brokenRule("KubeA", failure(words)),
  );
  expect(one?.reference).toMatch(/^[0-9a-f]{8}$/);
  expect(again?.reference).toBe(one?.reference);
  expect(brokenRule("KubeA", new Error("elsewhere")).reference).not.toBe(one?.reference);
});

test("it is logged once, with the reference that the incident says", () => {
  const lines: unknown[] = [];
  const log: Log = { ...silentLog, error: (event, said) => lines.push([event, said?.reference]) };
  const tell = brokenRuleLog(log);
  const [one, other] = ["KubeA", "KubeB"].map((alert) => brokenRule(alert, failure("no")));
  if (!one || !other) throw new Error("two were made");
  tell([one]);
  tell([one, other]);
  tell([one]);

  expect(lines).toEqual([
    ["a rule failed", one.reference],
    ["a rule failed", other.reference],
  ]);
  expect(one.problem.summary).toContain(one.reference);
});
