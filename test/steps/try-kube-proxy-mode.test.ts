import { afterEach, expect, test } from "vitest";
import type { Operation } from "#src/operation/operation.ts";
import { annotationsOf, configOf, givenWorld, podsByNode, type World } from "../kube-proxy/given.ts";

let world: World;
afterEach(() => world.close());

const nftables = "kube-proxy mode nftables";

test("one node goes first, then the others, and every log says the new mode", async () => {
  world = await givenWorld();
  const before = podsByNode(world.simulated);
  const text = configOf(world.simulated);
  const operation = await world.run(nftables);
  expect(stepsOf(operation)).toEqual([
    [
      "Try kube-proxy in nftables mode on pi-1",
      "done",
      expect.stringMatching(/^kube-proxy-\w+ on pi-1 is ready and its log says Using nftables Proxier$/),
    ],
    [
      "Restart DaemonSet kube-system/kube-proxy",
      "done",
      "DaemonSet kube-system/kube-proxy: all 3 pods are new and available",
    ],
    [
      "See kube-proxy work in nftables mode on every node",
      "skipped",
      "kube-proxy works in nftables mode on 3 nodes",
    ],
  ]);
  expect(operation.state).toBe("succeeded");
  expect(configOf(world.simulated)).toBe(text.replace("mode: iptables", "mode: nftables"));
  const after = podsByNode(world.simulated);
  expect(Object.keys(after).filter((node) => after[node] === before[node])).toEqual([]);
  await expect(world.plan(nftables)).rejects.toThrow("configured for nftables mode already");
});

test("a canary that crashes is rolled back byte for byte, and no other node is touched", async () => {
  world = await givenWorld();
  const before = podsByNode(world.simulated);
  const text = configOf(world.simulated);
  crashInNftables();
  const operation = await world.run(nftables);
  expect(operation.state).toBe("failed");
  expect(operation.ending?.words).toMatch(
    /kube-proxy-\w+ on pi-1 crashes: E1122 .*requires kernel.*It was rolled back: ConfigMap kube-system\/kube-proxy is as it was, and kube-proxy-\w+ on pi-1 is ready and its log says Using iptables Proxier again\. No other node was touched\./,
  );
  expect(operation.steps.map(({ state }) => state)).toEqual(["failed", "waiting", "waiting"]);
  expect(configOf(world.simulated)).toBe(text);
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
  const { "pi-1": canary, ...others } = podsByNode(world.simulated);
  expect(others).toEqual({ cp1: before.cp1, worker1: before.worker1 });
  expect(canary).not.toBe(before["pi-1"]);
});

test("after a rollback it can be tried again", async () => {
  world = await givenWorld();
  crashInNftables();
  const failed = await world.run(nftables);
  world.simulated.heal("nftables");
  const again = await world.resume(failed.id);
  expect(again.state).toBe("succeeded");
});

test("a canary that never gets ready is given three minutes, then rolled back", async () => {
  world = await givenWorld();
  world.simulated.afflict({
    name: "nftables",
    matches: (pod) => pod.node === "pi-1" && configOf(world.simulated).includes("nftables"),
    kind: "ImagePullBackOff",
    exitCode: 0,
    restarts: 0,
    log: "",
  });
  const began = world.hand.now();
  const operation = await world.run(nftables);
  expect(operation.ending?.words).toContain("is not ready (ImagePullBackOff)");
  expect(operation.ending?.words).toContain("It was rolled back");
  expect(world.hand.now() - began).toBeGreaterThan(3 * 60_000);
  expect(world.hand.now() - began).toBeLessThan(8 * 60_000);
  expect(configOf(world.simulated)).toContain("mode: iptables");
});

test("a ConfigMap that changed after the approval is left alone", async () => {
  world = await givenWorld();
  world.dieBefore("changeConfigMap");
  const { id } = await world.start(nftables);
  await world.dead();
  const map = world.simulated.store.get("configmaps", "kube-system", "kube-proxy");
  if (!map) throw new Error("no ConfigMap");
  const text = `${configOf(world.simulated)}logging: {}\n`;
  world.simulated.store.put({ ...map, data: { "config.conf": text } });
  await world.startAgain();
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect((await world.resume(id)).ending?.words).toContain("not as it was when this was approved");
  expect(configOf(world.simulated)).toBe(text);
});

test.each([
  ["changeConfigMap", "has not been changed by this operation"],
  ["deletePod", "on pi-1 is still the old one"],
] as const)("killed before %s, a person is asked, and resuming ends it well", async (call, evidence) => {
  world = await givenWorld();
  world.dieBefore(call);
  const { id } = await world.start(nftables);
  await world.dead();
  const before = podsByNode(world.simulated);
  await world.startAgain();
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect(found.ending?.words).toContain(evidence);
  expect(podsByNode(world.simulated)).toEqual(before);
  const over = await world.resume(id);
  expect(over.state).toBe("succeeded");
});

test("killed while putting things back, resuming puts them back to the end", async () => {
  world = await givenWorld();
  crashInNftables();
  const { id } = await world.start(nftables);
  // The second deletion is that of the canary, after the old configuration is there again.
  await untilUndone();
  world.dieBefore("deletePod");
  await world.dead();
  expect(configOf(world.simulated)).toContain("mode: iptables");
  await world.startAgain();
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect(found.ending?.words).toContain("Putting things back");
  const over = await world.resume(id);
  expect(over.state).toBe("failed");
  expect(over.ending?.words).toContain("It was rolled back");
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
});

function crashInNftables(): void {
  const started = new Set<string>();
  world.simulated.afflict({
    name: "nftables",
    matches: (pod) => {
      if (!pod.name.startsWith("kube-proxy-")) return false;
      // Its mode is that of the ConfigMap when it started.
      if (configOf(world.simulated).includes("nftables") && pod.node === "pi-1") started.add(pod.name);
      return started.has(pod.name);
    },
    kind: "CrashLoopBackOff",
    exitCode: 1,
    restarts: 3,
    log: 'E1122 06:12:01.338210       1 run.go:72] "command failed" err="kube-proxy in nftables mode requires kernel 5.13 or later"\n',
  });
}

async function untilUndone(): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    const annotations = world.simulated.store.get("configmaps", "kube-system", "kube-proxy")?.metadata
      .annotations;
    if (annotations?.["wheelhouse/kube-proxy-trial"]?.includes("undo=")) return;
    if (world.hand.sleeps().length > 0) await world.hand.advance(500);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  throw new Error("nothing is being undone");
}

function stepsOf({ plan, steps }: Operation) {
  return plan.steps.map(({ title }, at) => [title, steps[at]?.state, steps[at]?.evidence]);
}
