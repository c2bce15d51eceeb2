import { expect, test } from "vitest";
import { DeniedError } from "#src/base/errors.ts";
import { authorize, rolesOf } from "#src/command/authorize.ts";

const access = { viewer: ["*"], operator: ["U1", "S1"], approver: ["U2"], admin: ["U3"] };

test.each([
  ["anybody", { id: "U9", groups: [] }, ["viewer"]],
  ["a named operator", { id: "U1", groups: [] }, ["viewer", "operator"]],
  ["a member of a named group", { id: "U9", groups: ["S1"] }, ["viewer", "operator"]],
  ["an approver", { id: "U2", groups: [] }, ["viewer", "approver"]],
  ["an admin", { id: "U3", groups: [] }, ["viewer", "operator", "approver", "admin"]],
])("%s holds the right roles", (_who, member, roles) => {
  expect([...rolesOf(access, member)].sort()).toEqual([...roles].sort());
});

test("nobody has a role by default", () => {
  expect(rolesOf({}, { id: "U1", groups: ["S1"] }).size).toBe(0);
});

test("an approver is no operator", () => {
  expect(rolesOf(access, { id: "U2", groups: [] }).has("operator")).toBe(false);
});

test("a refusal names the missing role and where roles are given", () => {
  expect(() => authorize("operator", new Set(["viewer"]), "node drain")).toThrow(DeniedError);
  expect(() => authorize("operator", new Set(["viewer"]), "node drain")).toThrow("needs the role operator");
  expect(() => authorize("viewer", new Set(), "status")).toThrow("you have no role");
});
