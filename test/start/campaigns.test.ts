import { expect, test } from "vitest";
import { see } from "#src/start/campaigns.ts";
import { givenCluster, givenNode, now } from "../given.ts";

const names = ["w1", "w2", "w3"];
const cordonedWith: Readonly<Record<string, string>> = { w1: "wheelhouse", w2: "kubectl-cordon" };

test("a cordon is Wheelhouse's where it wrote it last: its mark stays when somebody else cordons a node again", async () => {
  const nodes = names.map((name) => givenNode({ name, unschedulable: name !== "w3" }));
  const cluster = givenCluster({
    nodes,
    fresh: {
      node: async (name) => ({
        ...givenNode({ name, unschedulable: true }),
        ...{ resourceVersion: "1", labels: {}, annotations: { "wheelhouse/cordoned-by": "op-000001" } },
        cordonedWith: cordonedWith[name],
      }),
    },
  });
  const incidents = { list: async () => [] };
  const { cordons } = await see({ incidents }, cluster, { now, signal: AbortSignal.timeout(5_000) });
  expect(cordons).toEqual([
    { node: "w1", by: "op-000001" },
    { node: "w2", by: undefined },
  ]);
});
