// A rolling reboot is a campaign of `node reboot`, bounded by what each of them would do now.
import { expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

test("a node alone is not rebooted like this", async () => {
  const { cluster } = givenWorld({ nodes: [givenNode({ name: "pi-4" })] });
  await expect(planOf("cluster reboot", cluster)).rejects.toThrow("home has no two nodes that are ready");
});

test("a machine that may not be logged in to is named before anything begins", async () => {
  const nodes = [givenNode({ name: "pi-4" }), givenNode({ name: "pi-5" })];
  const { hosts } = await givenHost();
  await expect(planOf("cluster reboot", givenWorld({ nodes }).cluster, undefined, hosts)).rejects.toThrow(
    "pi-5",
  );
});
