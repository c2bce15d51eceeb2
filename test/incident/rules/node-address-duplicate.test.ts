import { expect, test } from "vitest";
import rule from "#src/incident/rules/node-address-duplicate.ts";
import { givenNode } from "../../given.ts";
import { found, said } from "./series.ts";

const node = (name: string, address: string, type = "InternalIP") =>
  givenNode({ name, addresses: [{ type, address }] });

test("nodes with one address are one problem, however many they are", () => {
  const nodes = [node("w1", "10.0.2.15"), node("w2", "10.0.2.15"), node("w3", "10.0.0.3")];
  expect(said(rule, { nodes })).toEqual([
    "w1 and w2 have the same address 10.0.2.15: their kubelets were started without --node-ip, or one is a copy of the other",
  ]);
  expect(found(rule, { nodes })[0]?.nodes).toEqual(["w1", "w2"]);
});

test("an external address may be shared, and a node may name its own twice", () => {
  const twice = givenNode({
    name: "w1",
    addresses: [
      { type: "InternalIP", address: "10.0.0.1" },
      { type: "InternalIP", address: "10.0.0.1" },
    ],
  });
  const nodes = [twice, node("w2", "192.0.2.1", "ExternalIP"), node("w3", "192.0.2.1", "ExternalIP")];
  expect(found(rule, { nodes })).toEqual([]);
});
