// Pods are let onto a node again: in any case where somebody asks for just that, else only where the cordon is one's own.
import { expect, test } from "vitest";
import uncordonNode from "#src/steps/uncordon-node.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";
import { givenContext } from "./given.ts";
import { givenOneNode } from "./given-node.ts";

const input = { node: "worker-1", uid: "uid-worker-1" };

test("the node takes pods again, and our mark goes with it", async () => {
  const { cluster, patches } = givenOneNode({ unschedulable: true });
  const context = givenContext(cluster);
  expect((await uncordonNode.done(input, context)).goal).toBe("open");
  await uncordonNode.run(input, context);
  expect(patches).toEqual([
    { unschedulable: false, annotations: { "wheelhouse/cordoned-by": null }, uid: "uid-worker-1" },
  ]);
  expect(await uncordonNode.done(input, context)).toEqual({
    goal: "holds",
    evidence: "worker-1 is schedulable",
  });
});

test("a node that takes pods is done already", async () => {
  const { cluster } = givenOneNode();
  expect((await uncordonNode.done(input, givenContext(cluster))).goal).toBe("holds");
});

const marked = (by: string) =>
  givenOneNode({ unschedulable: true, annotations: { "wheelhouse/cordoned-by": by } });

test.each([
  ["this very operation", undefined, "op-000001", "open"],
  ["the operation that it takes back", "op-off000", "op-off000", "open"],
  ["another operation", undefined, "op-off000", "holds"],
  ["this one, where another's is meant", "op-off000", "op-000001", "holds"],
] as const)("what %s has cordoned", async (_who, by, mark, goal) => {
  const proof = await uncordonOwnNode.done({ ...input, by }, givenContext(marked(mark).cluster));
  expect(proof).toMatchObject({
    goal,
    ...(goal === "holds" && { caveat: "worker-1 stays cordoned, as somebody else has cordoned it" }),
  });
});

test("a cordon that somebody made with kubectl over our mark stays", async () => {
  const { cluster } = givenOneNode({
    unschedulable: true,
    annotations: { "wheelhouse/cordoned-by": "op-000001" },
    cordonedWith: "kubectl-cordon",
  });
  expect((await uncordonOwnNode.done(input, givenContext(cluster))).goal).toBe("holds");
});
