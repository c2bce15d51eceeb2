// Nodes are back once the kubelet of this boot says Ready; a status from before the machine went off proves nothing.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import seeNodesBack from "#src/steps/see-nodes-back.ts";
import { givenCluster, givenNode, silent } from "../given.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { givenContext } from "./given.ts";

let given: GivenMachines;
beforeEach(async () => {
  given = await givenMachines();
});
afterEach(() => given.close());

const names = ["pi-1", "worker1"];

async function proofWith(more: Readonly<Record<string, Partial<Node>>> = {}) {
  const nodes = await Promise.all(
    names.map(async (name) => {
      const { machine } = await given.machines.node(name);
      const bootId = machine.files.get("/proc/sys/kernel/random/boot_id")?.content.trim() ?? "";
      return givenNode({ name, bootId, ...more[name] });
    }),
  );
  // Of a step's cluster this one is asked to read only.
  const reads = {
    ...givenCluster({ nodes }),
    node: async (name: string) => nodes.find((each) => each.name === name),
  };
  const cluster = reads as unknown as Cluster;
  const signal = AbortSignal.timeout(20_000);
  return seeNodesBack.done({ cluster: "home" }, givenContext(cluster, { hosts: given.hosts, signal }));
}

test("each is Ready, by the kubelet of this boot", async () => {
  expect(await proofWith()).toEqual({ goal: "holds", evidence: "2 nodes of home are Ready." });
});

test("one whose status is of the boot before is not back, however Ready it says it is", async () => {
  expect(await proofWith({ "pi-1": { bootId: "before" } })).toMatchObject({
    ...{ goal: "open", reached: 1 },
    evidence: "pi-1 has said nothing since its machine started",
    enough: "pi-1 has said nothing since its machine started",
  });
});

test("a kubelet that does not run is named", async () => {
  const { machine } = await given.machines.node("pi-1");
  machine.services.set("kubelet", { active: "failed", enabled: "enabled" });
  const { evidence } = await proofWith({ "pi-1": { conditions: [silent()] } });
  expect(evidence).toBe("pi-1 is not Ready: its kubelet is failed");
});

test("a machine that is off keeps the goal open, and where none is back nothing is enough", async () => {
  given.cluster.powerOff("pi-1");
  given.cluster.powerOff("worker1");
  const proof = await proofWith();
  expect(proof).toMatchObject({ goal: "open", reached: 0 });
  expect(proof.enough).toBeUndefined();
});
