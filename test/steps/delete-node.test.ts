// A Node is gone when its uid is: one that a kubelet has registered since is said, and not deleted.
import { expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import deleteNode from "#src/steps/delete-node.ts";
import { givenCluster, givenNode } from "../given.ts";
import { givenNodeFacts } from "../kubeadm/disruption/given.ts";
import { givenContext } from "./given.ts";

const input = { node: "pi-1", uid: "uid-pi-1" };

function given(uid: string | undefined) {
  const deleted: unknown[] = [];
  let node = uid === undefined ? undefined : givenNodeFacts(givenNode({ name: "pi-1", uid }));
  const cluster = {
    ...givenCluster({ name: "home", fresh: { node: async () => node } }),
    deleteNode: async (ref: unknown) => {
      deleted.push(ref);
      node = undefined;
      return "deleting";
    },
  };
  // Only the one verb is used.
  return { context: givenContext(cluster as unknown as Cluster), deleted };
}

test("the one that was approved is deleted, by its uid", async () => {
  const { context, deleted } = given("uid-pi-1");
  expect((await deleteNode.done(input, context)).goal).toBe("open");
  await deleteNode.run(input, context);
  expect(deleted).toEqual([input]);
  expect(await deleteNode.done(input, context)).toEqual({
    goal: "holds",
    evidence: "pi-1 is no node of home any more.",
  });
});

test("one that has been registered since is said", async () => {
  const { context } = given("uid-new");
  expect(await deleteNode.done(input, context)).toMatchObject({
    goal: "holds",
    caveat: "a kubelet has registered a node pi-1 since",
  });
});
