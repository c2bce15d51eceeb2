import { expect, test } from "vitest";
import rule from "#src/incident/rules/etcd-insufficient-members.ts";
import { givenNode, givenStaticPod } from "../../given.ts";
import { found, said } from "./series.ts";

/** A control plane whose members are ready or not. */
const members = (...ready: readonly boolean[]) => ({
  nodes: ready.map((_each, at) => givenNode({ name: `cp${at}`, roles: ["control-plane"] })),
  pods: ready.map((isReady, at) => givenStaticPod("etcd", `cp${at}`, { ready: isReady })),
});

test("two of three members gone are no quorum", () => {
  expect(said(rule, members(true, false, false))).toEqual([
    "etcd has no quorum: 1 of 3 members are ready, 2 are needed (not ready: cp1, cp2)",
  ]);
});

test("the only member gone is no quorum either", () => {
  expect(found(rule, members(false))).toMatchObject([{ severity: "critical", nodes: ["cp0"] }]);
});

test("one of three gone leaves a quorum, and an external etcd is not judged", () => {
  expect(found(rule, members(true, true, false))).toEqual([]);
  expect(found(rule, { ...members(false, false, false), pods: [] })).toEqual([]);
});
