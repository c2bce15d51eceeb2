// Which version an upgrade goes to where nobody says one.
import { expect, test } from "vitest";
import { goalOf, offersIn } from "#src/kubeadm/upgrade/goal.ts";
import { sayVersion } from "#src/kubeadm/upgrade/version.ts";
import { from, givenFacts, givenMachine } from "./given.ts";

function goal(offered: readonly string[] | undefined): string {
  const machines = [givenMachine("cp1", { offered })];
  const to = goalOf(offersIn(givenFacts({ machines })));
  return to ? sayVersion(to) : "none";
}

test.each<[string, readonly string[] | undefined, string]>([
  ["the next minor, of which the newest patch", ["1.36.5-1.1", "1.37.1-1.1", "1.37.2-1.1"], "1.37.2"],
  ["a newer patch, where there is no next minor", ["1.36.3-1.1", "1.36.5-1.1"], "1.36.5"],
  ["what runs, where there is nothing newer", ["1.36.2-1.1", "1.36.3-1.1"], sayVersion(from)],
  ["the next minor as such, where no repository was read", undefined, "1.37.0"],
])("it is %s", (_title, offered, expected) => {
  expect(goal(offered)).toBe(expected);
});
