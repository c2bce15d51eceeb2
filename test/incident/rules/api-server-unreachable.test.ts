import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { glanceAt } from "#src/incident/glance.ts";
import { problemsOf, rules } from "#src/incident/problems.ts";
import rule from "#src/incident/rules/api-server-unreachable.ts";
import { givenNode, givenSight, minute, now, silent } from "../../given.ts";
import { found } from "./series.ts";

const reach = {
  state: "unreachable",
  since: now - 3 * minute,
  lastSeen: now - 3 * minute,
  error: new UnreachableError("cannot reach home: connection refused"),
} as const;

test("an API server that cannot be reached alerts, with the reason and since when", () => {
  expect(found(rule, { reach })).toMatchObject([
    { summary: "cannot reach home: connection refused", since: now - 3 * minute, severity: "critical" },
  ]);
});

test("what mends it comes before what shows it", () => {
  const error = new UnreachableError("cannot reach home: the API server's certificate expired", {
    offers: ["cert renew"],
  });
  expect(found(rule, { reach: { ...reach, error } })).toMatchObject([{ remedies: ["cert renew", "status"] }]);
});

test("whoever asks hears it as the answer, and not as one more problem", () => {
  expect(problemsOf(givenSight({ reach }))).toEqual([]);
});

test("while it is away nothing else is said of the cluster, and nothing is over", () => {
  const glance = glanceAt(givenSight({ reach, nodes: [givenNode({ conditions: [silent()] })] }));
  expect(glance?.problems.map(({ alert }) => alert)).toEqual(["KubeAPIDown"]);
  expect(glance?.blind).toBe("all");
});

test("a glance says whether anything that rules need was not tried yet", () => {
  const failed = { at: now, until: now, error: new Error("no") } as never;
  const names = [...new Set(rules.flatMap(({ needs }) => needs))];
  const all = Object.fromEntries(names.map((name) => [name, failed]));
  expect(glanceAt(givenSight({}))).toMatchObject({ isUnread: true });
  expect(glanceAt(givenSight({}, all))).not.toHaveProperty("isUnread");
});

test("a live one does not alert, and one that is read for the first time is not looked at", () => {
  expect(found(rule, {})).toEqual([]);
  expect(glanceAt(givenSight({ reach: { state: "connecting", since: now } }))).toBeUndefined();
});
