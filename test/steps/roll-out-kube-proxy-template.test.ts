import { afterEach, expect, test } from "vitest";
import rollOut from "#src/steps/roll-out-kube-proxy-template.ts";
import { noCampaignsOfStep } from "../campaign/none.ts";
import { noHostsOfStep } from "../hosts/none.ts";
import {
  annotationsOf,
  daemonSetOf,
  givenWorld,
  podsByNode,
  type World,
} from "../kubeadm/kube-proxy/given.ts";

let world: World;
afterEach(() => world.close());

test("it lets a template go that was held back, and forgets the trial", async () => {
  world = await givenWorld();
  await hold();
  const input = { daemonSet: daemonSetOf(world.simulated).metadata.uid, nodes: ["pi-1"] };
  const before = podsByNode(world.simulated);
  expect(await rollOut.done(input, context())).toEqual({
    goal: "open",
    evidence: "DaemonSet kube-system/kube-proxy still holds its new template back",
  });
  await rollOut.run(input, context());
  await expect.poll(async () => (await rollOut.done(input, context())).goal).toBe("holds");
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
  const after = podsByNode(world.simulated);
  expect(Object.keys(after).filter((node) => after[node] === before[node])).toEqual([]);
  // Run again, nothing more happens.
  await rollOut.run(input, context());
  expect(podsByNode(world.simulated)).toEqual(after);
});

test("another DaemonSet of the name is not touched", async () => {
  world = await givenWorld();
  const input = { daemonSet: "another", nodes: [] };
  expect((await rollOut.done(input, context())).goal).toBe("failed");
  await expect(rollOut.run(input, context())).rejects.toThrow("is not the one that was approved");
});

test("a node where it does not work keeps it open", async () => {
  world = await givenWorld();
  world.simulated.afflict({
    name: "ill",
    matches: (pod) => pod.name.startsWith("kube-proxy-") && pod.node === "pi-1",
    kind: "CrashLoopBackOff",
    exitCode: 1,
    restarts: 3,
    log: "exec format error\n",
  });
  const input = { daemonSet: daemonSetOf(world.simulated).metadata.uid, nodes: ["pi-1"] };
  const proof = await rollOut.done(input, context());
  expect(proof.goal).toBe("open");
  expect(proof.evidence).toContain("2 available");
});

async function hold(): Promise<void> {
  const name = { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" } as const;
  const rollout = await world.cluster.rollout(name, AbortSignal.timeout(60_000));
  if (!rollout) throw new Error("no DaemonSet");
  const change = {
    strategy: "OnDelete",
    nodeSelector: {},
    annotations: { "wheelhouse/kube-proxy-trial": "operation=op-1&node=pi-1&pod=&at=1" },
  } as const;
  await world.cluster.changeDaemonSet(rollout, change, AbortSignal.timeout(60_000));
}

function context() {
  return {
    cluster: world.cluster,
    hosts: noHostsOfStep,
    campaigns: noCampaignsOfStep,
    operation: { id: "op-7k3m9x", by: "U0ANN" as const, startedAt: 0 },
    self: undefined,
    now: () => 0,
    signal: AbortSignal.timeout(60_000),
  };
}
