import { expect, test } from "vitest";
import cordonNode from "#src/steps/cordon-node.ts";
import { givenContext } from "./given.ts";
import { givenOneNode } from "./given-node.ts";

const input = { node: "worker-1", uid: "uid-worker-1" };

test("it is done once the node takes no new pods", async () => {
  const { cluster } = givenOneNode();
  const context = givenContext(cluster);
  expect((await cordonNode.done(input, context)).goal).toBe("open");
  await cordonNode.run(input, context);
  expect(await cordonNode.done(input, context)).toEqual({
    goal: "holds",
    evidence: "worker-1 is unschedulable",
  });
});

test("the node is marked with the operation, and only this very node is changed", async () => {
  const { cluster, patches } = givenOneNode();
  await cordonNode.run(input, givenContext(cluster));
  expect(patches).toEqual([
    { unschedulable: true, annotations: { "wheelhouse/cordoned-by": "op-000001" }, uid: "uid-worker-1" },
  ]);
});

test("the call that it shows names this very node", () => {
  expect(cordonNode.with(input).calls).toMatchObject([{ body: { metadata: { uid: "uid-worker-1" } } }]);
});

test("a cordon that was left behind is taken over, and nobody else's", async () => {
  const left = { unschedulable: true, annotations: { "wheelhouse/cordoned-by": "op-7k3m9x" } };
  const over = { ...input, over: "op-7k3m9x" };
  const { cluster, patches } = givenOneNode(left);
  expect(await cordonNode.done(over, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "worker-1 is cordoned by op-7k3m9x still",
  });
  await cordonNode.run(over, givenContext(cluster));
  expect(patches).toMatchObject([{ annotations: { "wheelhouse/cordoned-by": "op-000001" } }]);
  expect(cordonNode.with(over).calls).toEqual(cordonNode.with(input).calls);
  const theirs = givenOneNode({ ...left, cordonedWith: "kubectl-cordon" }).cluster;
  expect((await cordonNode.done(over, givenContext(theirs))).goal).toBe("holds");
});

test("another node of the same name does not count", async () => {
  const { cluster } = givenOneNode({ unschedulable: true });
  const proof = await cordonNode.done({ ...input, uid: "uid-before" }, givenContext(cluster));
  expect(proof).toEqual({ goal: "failed", evidence: "worker-1 is not the node that it was" });
});

test("a node that this operation has cordoned is left so, with the line that ends it", async () => {
  const leftOn = (node: Parameters<typeof givenOneNode>[0]) =>
    cordonNode.leaves?.(input, givenContext(givenOneNode(node).cluster));
  const ours = { "wheelhouse/cordoned-by": "op-000001" };
  expect(await leftOn({ unschedulable: true, annotations: ours })).toBe(
    "worker-1 is cordoned. “node uncordon worker-1” lets new pods onto it again.",
  );
  expect(await leftOn({ unschedulable: true })).toBeUndefined();
  expect(await leftOn({ annotations: ours })).toBeUndefined();
  const another = { ...input, uid: "uid-before" };
  const { cluster } = givenOneNode({ unschedulable: true, annotations: ours });
  expect(await cordonNode.leaves?.(another, givenContext(cluster))).toBeUndefined();
});
