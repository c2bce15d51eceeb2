// What the network of pods has made goes from a machine that is no node any more: what is there of it, and nothing else.
import { beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import clearPodNetwork from "#src/steps/clear-pod-network.ts";
import { givenCluster } from "../given.ts";
import { type Given, givenHost } from "../hosts/given.ts";
import { givenContext } from "./given.ts";

let given: Given;
beforeEach(async () => {
  given = await givenHost();
  const { machine } = given.simulated;
  machine.links.set("cni0", "10.244.1.1").set("br-lan", "192.168.7.1");
  machine.write("/var/lib/cni", "");
  machine.write("/etc/cni/net.d/10-flannel.conflist", "{}");
});

const input = { host: "pi-4", links: ["cni0", "flannel.1"] };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });

test("interfaces and addresses that were given go, also when it is run again", async () => {
  expect(await clearPodNetwork.done(input, context())).toEqual({
    goal: "open",
    evidence: "Left on pi-4: cni0, 10-flannel.conflist and /var/lib/cni.",
  });
  await clearPodNetwork.run(input, context());
  expect([...given.simulated.machine.links.keys()]).toEqual(["br-lan"]);
  expect((await clearPodNetwork.done(input, context())).goal).toBe("holds");
  await clearPodNetwork.run(input, context());
});
