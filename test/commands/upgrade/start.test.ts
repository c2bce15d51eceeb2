import { expect, test } from "vitest";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import { judgeNode } from "#src/kubeadm/upgrade/judge-node.ts";
import { givenCluster, givenNode } from "../../given.ts";
import { cp1, givenFacts } from "../../kubeadm/upgrade/given.ts";
import { planOf } from "../ask.ts";

// What it comes to, stage by stage, is in test/scenarios/upgrade-start.test.ts.

test("what is no version is asked for again", async () => {
  await expect(planOf("upgrade start soon", givenCluster())).rejects.toThrow(UsageError);
});

test("a rest is a number of minutes, hours or days", async () => {
  await expect(planOf("upgrade start 1.38.0 --rest=soon", givenCluster())).rejects.toThrow(
    "must be 30m, 4h or 7d",
  );
});

test("planned for later, a control plane follows the first one", () => {
  expect(judgeNode(givenFacts(), cp1, { later: true })).toMatchObject({ how: "node" });
});

test("more than half of the workers do not go at once", async () => {
  const nodes = [cp1, ...["w1", "w2", "w3", "w4"].map((name) => givenNode({ name }))];
  const planned = planOf("upgrade start 1.38.0 --at-once=3", givenCluster({ nodes }));
  await expect(planned).rejects.toThrow(RefusedError);
  await expect(planned).rejects.toMatchObject({
    message: expect.stringContaining("3 at once of 4 workers"),
    hint: "--at-once=2",
  });
});
