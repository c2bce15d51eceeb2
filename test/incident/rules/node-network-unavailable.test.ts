import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-network-unavailable.ts";
import { givenCondition, givenNode, hour, now, ready } from "../../given.ts";
import { found, said } from "./series.ts";

const node = (status: "True" | "False", unschedulable = false) =>
  givenNode({
    unschedulable,
    conditions: [ready, givenCondition("NetworkUnavailable", status, { message: "no route" })],
  });

test("a node without a network is told, with why", () => {
  expect(said(rule, { nodes: [node("True")] })).toEqual([
    "worker-1 has had no network for pods for 60 min: no route",
  ]);
  expect(found(rule, { nodes: [node("True")] })[0]?.since).toBe(now - hour);
});

test("a cordoned one is somebody's work", () => {
  expect(found(rule, { nodes: [node("True", true)] })).toMatchObject([{ inWork: true }]);
});

test("a node with a network, or of which nobody says, is not told", () => {
  expect(found(rule, { nodes: [node("False"), givenNode()] })).toEqual([]);
});
