import { afterEach, expect, test } from "vitest";
import type { Operation } from "#src/operation/operation.ts";
import { SCENARIOS } from "../../playground/scenarios/index.ts";
import {
  annotationsOf,
  daemonSetOf,
  givenWorld,
  imageOf,
  podsByNode,
  type World,
} from "../kubeadm/kube-proxy/given.ts";

let world: World;
afterEach(() => world.close());

test.each([
  ["kube-proxy-no-toleration", "cp1"],
  ["kube-proxy-missing-on-pi", "pi-1"],
  ["kube-proxy-amd64-image", "pi-1"],
])("%s is mended on %s first, then everywhere, and leaves no trace", async (name, node) => {
  world = await givenWorld();
  await scenario(name);
  const operation = await world.run("kube-proxy repair");
  expect(operation.state).toBe("succeeded");
  expect(operation.plan.steps[0]?.title).toBe(`Mend kube-proxy, on ${node} first`);
  expect(operation.steps.map(({ evidence }) => evidence)).toEqual([
    expect.stringMatching(`^kube-proxy-\\w+ on ${node} is ready and its log says Using iptables Proxier$`),
    expect.stringMatching(`all 3 pods are new and available; kube-proxy-\\w+ on ${node} is ready`),
  ]);
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
  expect(Object.keys(podsByNode(world.simulated)).toSorted()).toEqual(["cp1", "pi-1", "worker1"]);
  await expect(world.plan("kube-proxy repair")).rejects.toThrow("There is nothing to repair");
});

test("a template that does not help is put back, and no kube-proxy that worked was replaced", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-missing-on-pi");
  const before = { pods: podsByNode(world.simulated), spec: daemonSetOf(world.simulated).spec };
  world.simulated.afflict({
    name: "ill",
    matches: (pod) => pod.name.startsWith("kube-proxy-") && pod.node === "pi-1",
    kind: "CrashLoopBackOff",
    exitCode: 255,
    restarts: 4,
    log: "exec /usr/local/bin/kube-proxy: exec format error\n",
  });
  const operation = await world.run("kube-proxy repair");
  expect(operation.state).toBe("failed");
  expect(operation.ending?.words).toMatch(
    /on pi-1 crashes: exec .*exec format error\. It was rolled back: DaemonSet kube-system\/kube-proxy is as it was\. No pod that worked was touched\./,
  );
  world.simulated.settle();
  expect({ pods: podsByNode(world.simulated), spec: daemonSetOf(world.simulated).spec }).toEqual(before);
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
});

test("an image that cannot be pulled is given five minutes, then the old one is put back", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-amd64-image");
  const image = imageOf(world.simulated);
  world.simulated.afflict({
    name: "no-image",
    matches: (pod) => pod.image.includes("/kube-proxy:"),
    kind: "ImagePullBackOff",
    exitCode: 0,
    restarts: 0,
    log: "",
  });
  world.simulated.settle();
  const healthy = podsByNode(world.simulated);
  const began = world.hand.now();
  const operation = await world.run("kube-proxy repair");
  expect(operation.ending?.words).toContain("is not ready (ImagePullBackOff). It was rolled back");
  expect(world.hand.now() - began).toBeGreaterThan(5 * 60_000);
  expect(imageOf(world.simulated)).toBe(image);
  const { "pi-1": _canary, ...others } = podsByNode(world.simulated);
  expect(others).toEqual({ cp1: healthy.cp1, worker1: healthy.worker1 });
});

test.each([
  ["changeDaemonSet", "has not been changed by this operation"],
  ["deletePod", "is still the old one"],
] as const)("killed before %s, a person is asked, and resuming ends it well", async (call, evidence) => {
  world = await givenWorld();
  await scenario("kube-proxy-amd64-image");
  world.dieBefore(call);
  const { id } = await world.start("kube-proxy repair");
  await world.dead();
  await world.startAgain();
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect(found.ending?.words).toContain(evidence);
  expect((await world.resume(id)).state).toBe("succeeded");
});

const left = (id: string, node: string) =>
  `DaemonSet kube-system/kube-proxy is OnDelete and has the template that ${id} tried on ${node}; other pods keep the old one until they are deleted. “kube-proxy repair” goes on where it works on ${node}, else back.`;

test("stopped while it is tried, the trial still ends, and resuming mends the other nodes", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-no-toleration");
  world.simulated.afflict(slowImage);
  const { id } = await world.start("kube-proxy repair");
  await expect.poll(() => annotationsOf(world.simulated, "apps/daemonsets")).not.toEqual([]);
  await world.decide(id, "stop");
  await world.pass(10_000);
  world.simulated.heal(slowImage.name);
  const stopped = await world.ended(id);
  expect(stopped.steps.map(({ state }) => state)).toEqual(["done", "waiting"]);
  expect(stopped.ending?.words).toBe(
    `Stopped by <@U0DAN> before “Mend kube-proxy on the other nodes”.\n${left(id, "cp1")}`,
  );
  expect((await world.resume(id)).state).toBe("succeeded");
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
});

test("killed and given up after the first node was mended, kube-proxy repair mends the others", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-no-toleration");
  const { id } = await killedBefore("podLog");
  expect((await world.ended(id)).ending?.words).toContain(left(id, "cp1"));
  await world.decide(id, "abandon");
  const rest = await world.run("kube-proxy repair");
  expect(rest.plan.title).toBe("End the repair of kube-proxy that was given up");
  expect(rest.plan.impact[1]).toMatch(/^The mended one is proven on cp1: kube-proxy-\w+ on cp1 is ready/);
  expect(rest.plan.steps.map(({ step }) => step)).toEqual(["roll-out-kube-proxy-template"]);
  expect(rest.state).toBe("succeeded");
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
  await expect(world.plan("kube-proxy repair")).rejects.toThrow("There is nothing to repair");
});

test("killed and given up before the first node was mended, kube-proxy repair goes back, and can then be asked anew", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-amd64-image");
  const before = daemonSetOf(world.simulated).spec;
  const { id } = await killedBefore("deletePod");
  expect((await world.ended(id)).ending?.words).toContain(left(id, "pi-1"));
  await world.decide(id, "abandon");
  const back = await world.run("kube-proxy repair");
  expect(back.plan.title).toBe("Take back the repair of kube-proxy that was given up");
  expect(back.state).toBe("succeeded");
  expect(daemonSetOf(world.simulated).spec).toEqual(before);
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
  const again = await world.run("kube-proxy repair");
  expect(again.plan.title).toBe("Repair kube-proxy");
  expect(again.state).toBe("succeeded");
});

test("where nobody can tell what was there before, nothing is put back", async () => {
  world = await givenWorld();
  await scenario("kube-proxy-amd64-image");
  await killedBefore("deletePod");
  const set = daemonSetOf(world.simulated);
  const annotations = { ...set.metadata.annotations, "wheelhouse/kube-proxy-before": "{ not ours" };
  world.simulated.store.put({ ...set, metadata: { ...set.metadata, annotations } });
  await expect(world.plan("kube-proxy repair")).rejects.toMatchObject({
    message: "What DaemonSet kube-system/kube-proxy was before is not written there any more.",
    hint: expect.stringContaining("kubectl -n kube-system rollout undo daemonset kube-proxy"),
  });
});

const slowImage = {
  name: "slow",
  matches: ({ node, name }: { readonly node: string; readonly name: string }) =>
    node === "cp1" && name.startsWith("kube-proxy-"),
  kind: "ImagePullBackOff",
  exitCode: 0,
  restarts: 0,
  log: "",
} as const;

async function killedBefore(call: Parameters<World["dieBefore"]>[0]): Promise<Operation> {
  world.dieBefore(call);
  const operation = await world.start("kube-proxy repair");
  await world.dead();
  await world.startAgain();
  return operation;
}

async function scenario(name: string): Promise<void> {
  await SCENARIOS.find((each) => each.name === name)?.begin(world.simulated);
  // The watches have to see it too.
  await expect.poll(() => world.cluster.snapshot().reach.state).toBe("live");
}
