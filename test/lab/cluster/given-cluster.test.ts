import { expect, test } from "vitest";
import { strangeHost } from "./given-cluster.ts";

test.each([
  ["an empty lab", [], undefined],
  ["a part of the cluster's hosts", ["cp1", "worker1"], undefined],
  ["all of them", ["cp1", "worker1", "worker2"], undefined],
  ["one more", ["cp1", "worker1", "worker2", "pi1"], "pi1"],
  ["another in their place", ["cp1", "pi1"], "pi1"],
  ["another order", ["worker1", "cp1"], "worker1"],
])("of %s the tests say so before they begin", (_what, names, strange) => {
  const records = names.map((name, at) => ({ name, number: 11 + at }));
  expect(strangeHost(records)).toBe(strange);
});
