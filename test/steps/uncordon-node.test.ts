import { expect, test } from "vitest";
import uncordonNode from "#src/steps/uncordon-node.ts";
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
