import { expect, test } from "vitest";
import { UsageError } from "#src/base/errors.ts";
import { judgeNode } from "#src/kubeadm/upgrade/judge-node.ts";
import { givenCluster } from "../../given.ts";
import { cp1, givenFacts } from "../../kubeadm/upgrade/given.ts";
import { planOf } from "../ask.ts";

// What it comes to, stage by stage, is in test/scenarios/upgrade-start.test.ts.

test("what is no version is asked for again", async () => {
  await expect(planOf("upgrade start soon", givenCluster())).rejects.toThrow(UsageError);
});

test("planned for later, a control plane follows the first one", () => {
  expect(judgeNode(givenFacts(), cp1, { later: true })).toMatchObject({ how: "node" });
});
