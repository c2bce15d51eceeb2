import { expect, test } from "vitest";
import rule from "#src/incident/rules/etcd-members-down.ts";
import { givenNode, givenStaticPod } from "../../given.ts";
import { found, said } from "./series.ts";

/** A control plane whose members are ready or not. */
const members = (...ready: readonly boolean[]) => ({
  nodes: ready.map((_each, at) => givenNode({ name: `cp${at}`, roles: ["control-plane"] })),
  pods: ready.map((isReady, at) => givenStaticPod("etcd", `cp${at}`, { ready: isReady })),
});

test("the last loss that a cluster of three bears is critical", () => {
  expect(said(rule, members(true, true, false))).toEqual([
    "etcd on cp2 is not ready (2 of 3 members are): the next loss stops all writing",
  ]);
  expect(found(rule, members(true, true, false))[0]?.severity).toBe("critical");
});

test("of five members one is a warning", () => {
  expect(found(rule, members(true, true, true, true, false))).toMatchObject([
    { severity: "warning", summary: expect.stringContaining("1 more may fail") },
  ]);
});

test("all well, or no quorum left, is not told here", () => {
  expect(found(rule, members(true, true, true))).toEqual([]);
  expect(found(rule, members(true, false, false))).toEqual([]);
});
