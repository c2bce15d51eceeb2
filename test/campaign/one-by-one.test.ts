import { expect, test } from "vitest";
import { oneByOne, planesFirst } from "#src/campaign/one-by-one.ts";
import { givenNode } from "../given.ts";

const names = ["w10", "w2", "w1"];
const nodes = [
  ...["cp2", "cp1"].map((name) => givenNode({ name, roles: ["control-plane"] })),
  ...names.map((name) => givenNode({ name })),
];
const done = ({ name }: { readonly name: string }) => ({
  line: `node touch ${name}`,
  title: `Touch ${name}`,
});
const gates = (stages: ReturnType<typeof oneByOne>) =>
  stages.map(({ node, gate }) => `${node} ${String(gate)}`);

test("workers come before the control plane, and it asks after the first of them", () => {
  expect(gates(oneByOne(nodes, done))).toEqual(["w1 auto", "w2 ask", "w10 auto", "cp1 auto", "cp2 auto"]);
});

test("where the control plane comes first, no worker is done without it, and the first worker is asked about", () => {
  const stages = planesFirst(nodes, done);
  expect(gates(stages)).toEqual(["cp1 auto", "cp2 auto", "w1 auto", "w2 ask", "w10 auto"]);
  expect(stages.map(({ needed = false }) => needed)).toEqual([true, true, false, false, false]);
});

test("several at once go beside one another only after the first worker and the one that asks", () => {
  const workers = ["w1", "w2", "w3", "w4", "w5"].map((name) => givenNode({ name }));
  const groups = planesFirst([...nodes.slice(0, 2), ...workers], done, { atOnce: 2 }).map(
    ({ node, group }) => [node, group],
  );
  expect(groups).toEqual([
    ["cp1", undefined],
    ["cp2", undefined],
    ["w1", undefined],
    ["w2", undefined],
    ["w3", 0],
    ["w4", 0],
    ["w5", 1],
  ]);
});

test("with a rest the control plane, and each worker, is at work for so long before the next worker begins; who is asked decides", () => {
  const rest = { restMs: 60_000 };
  const gatesOf = (those: typeof nodes) => planesFirst(those, done, rest).map(({ gate }) => gate);
  expect(gatesOf(nodes)).toEqual(["auto", "auto", rest, "ask", rest]);
  expect(gatesOf(nodes.slice(2))).toEqual(["auto", "ask", rest]);
});
