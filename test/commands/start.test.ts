import { expect, test } from "vitest";
import { givenCluster } from "../given.ts";
import { givenOperation } from "../slack/render/given-operation.ts";
import { askOf, factOf, linesOf, wellHome } from "./ask.ts";

test("/k8s alone says how it stands, what waits, and has a button for each next thing", async () => {
  const record = { operations: [givenOperation(), givenOperation({ id: "op-over00", state: "succeeded" })] };
  const { answer, faults } = await askOf("", [givenCluster(wellHome())], record);

  expect(linesOf(answer, "")[0]).toContain("home is healthy");
  expect(factOf(answer, "Waiting for approval")).toBe("1 change");
  expect(factOf(answer, "Open incidents")).toBe("none");
  expect(answer.buttons?.map(({ line }) => line)).toEqual([
    "status --cluster=home",
    "operation list",
    "alert list",
    "help",
  ]);
  expect(answer.isPrivate).toBe(true);
  expect(faults).toEqual([]);
});

test("a cluster that cannot be reached is said, and the buttons are there all the same", async () => {
  const { answer } = await askOf("hello!", [givenCluster({ reach: { state: "connecting", since: 0 } })], {});
  expect(linesOf(answer, "")[0]).toContain("still reading");
  expect(answer.buttons).toHaveLength(4);
});
