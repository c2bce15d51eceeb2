// Which host becomes what.
import { describe, expect, test } from "vitest";
import { assignRoles } from "./roles.ts";

describe("assignRoles", () => {
  test.each([
    [["cp1", "worker1", "pi1"], 1, ["cp1"], ["worker1", "pi1"]],
    [["worker1", "cp1"], 1, ["cp1"], ["worker1"]],
    [["cp1", "cp2", "cp3", "worker1"], 3, ["cp1", "cp2", "cp3"], ["worker1"]],
    [["cp1", "cp2"], 1, ["cp1"], ["cp2"]],
    [["alone"], 1, ["alone"], []],
  ])("makes of %j with %i control planes %j and %j", (hosts, count, controlPlanes, workers) => {
    expect(assignRoles(hosts, count)).toEqual({ controlPlanes, workers });
  });

  test("refuses more control planes than hosts, and says what to start", () => {
    expect(() => assignRoles(["cp1"], 3)).toThrow("up cp1 cp2 cp3");
  });
});
