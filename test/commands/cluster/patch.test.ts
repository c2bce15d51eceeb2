// A rolling patch is a campaign of `node patch`, as a rolling reboot is one of `node reboot`.
import { expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

test("a node alone is not patched like this", async () => {
  const { cluster } = givenWorld({ nodes: [givenNode({ name: "pi-4" })] });
  await expect(planOf("cluster patch", cluster)).rejects.toThrow("home has no two nodes that are ready");
});
