import { expect, test } from "vitest";
import { givenCluster } from "../given.ts";
import { ask, commands, rowsOf } from "./ask.ts";

test("help lists every command with what it does", async () => {
  const { answer, faults } = await ask("help", givenCluster());

  expect(rowsOf(answer, 2)).toHaveLength(commands.length);
  expect(rowsOf(answer, 3)).toContain("node list | Every node, worst first | viewer");
  expect(faults).toEqual([]);
});

test("help answers while no cluster can be reached", async () => {
  const { answer } = await ask("?", givenCluster({ reach: { state: "connecting", since: 0 } }));
  const mine = commands.filter(({ role }) => role === "viewer").length;
  expect(answer.headline).toBe(`${mine} of ${commands.length} commands are yours to use`);
});
