import { afterEach, expect, test } from "vitest";
import type { Operation } from "#src/operation/operation.ts";
import { annotationsOf, configOf, givenWorld, podsByNode, type World } from "../kubeadm/kube-proxy/given.ts";

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
    ["Take the marks of the trial away", "done", "ConfigMap kube-system/kube-proxy bears no mark of a trial"],
  ]);
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
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
  expect(operation.steps.map(({ state }) => state)).toEqual(["failed", "waiting", "waiting", "waiting"]);
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

const tried = (id: string) =>
  `ConfigMap kube-system/kube-proxy says nftables, which ${id} tried on pi-1; any kube-proxy that starts takes it. “kube-proxy mode iptables” goes back, “kube-proxy mode nftables” goes on.`;

test("stopped while it is tried, the trial still ends, and both ways out are told", async () => {
  world = await givenWorld();
  const { id } = await stoppedInTrial();
  world.simulated.heal("slow");
  const stopped = await world.ended(id);
  expect(stopped.state).toBe("interrupted");
  expect(stopped.steps.map(({ state }) => state)).toEqual(["done", "waiting", "waiting", "waiting"]);
  expect(stopped.ending?.words).toBe(
    `Stopped by <@U0DAN> before “Restart DaemonSet kube-system/kube-proxy”.\n${tried(id)}`,
  );
  expect((await world.resume(id)).state).toBe("succeeded");
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
});

test("stopped while it is tried, a canary that fails is still rolled back", async () => {
  world = await givenWorld();
  const text = configOf(world.simulated);
  const { id } = await stoppedInTrial();
  const over = await world.ended(id);
  expect(over.state).toBe("failed");
  expect(over.ending?.words).toContain("It was rolled back");
  expect(over.ending?.words).not.toContain("goes back");
  expect(configOf(world.simulated)).toBe(text);
});

test.each(["iptables", "nftables"])("given up after the trial, kube-proxy mode %s ends it", async (mode) => {
  world = await givenWorld();
  const { id } = await stoppedInTrial();
  world.simulated.heal("slow");
  await world.ended(id);
  expect((await world.decide(id, "abandon")).ending?.words).toContain(tried(id));
  const over = await world.run(`kube-proxy mode ${mode}`);
  expect(over.state).toBe("succeeded");
  expect(over.steps.at(-2)?.evidence).toBe(`kube-proxy works in ${mode} mode on 3 nodes`);
  expect(configOf(world.simulated)).toContain(`mode: ${mode}`);
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
});

test.each([
  ["deletePod", "Wheelhouse was restarted while this ran, and it may be half done"],
  ["podLog", "Wheelhouse was restarted before this began"],
] as const)("killed before %s and given up, kube-proxy mode iptables ends it", async (call, why) => {
  world = await givenWorld();
  const { id } = await killedBefore(call);
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect(found.ending?.words).toContain(why);
  expect(found.ending?.words).toContain(tried(id));
  await world.decide(id, "abandon");
  const back = await world.run("kube-proxy mode iptables");
  expect(back.plan.title).toBe("Change kube-proxy from nftables to iptables mode");
  expect(back.state).toBe("succeeded");
  expect(configOf(world.simulated)).toContain("mode: iptables");
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
});

test("a trial that is not proven does not go on to the other nodes", async () => {
  world = await givenWorld();
  const { id } = await killedBefore("deletePod");
  await world.ended(id);
  await world.decide(id, "abandon");
  await expect(world.plan(nftables)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^op-\w+ tried nftables mode on pi-1, where it is not proven: .*still the old one/,
    ),
    hint: "kube-proxy mode iptables goes back.",
  });
});

test("a canary that crashes after the trial was given up is the first to go back", async () => {
  world = await givenWorld();
  const before = podsByNode(world.simulated);
  const { id } = await killedBefore("podLog");
  await world.ended(id);
  await world.decide(id, "abandon");
  crashInNftables();
  world.simulated.settle();
  const back = await world.run("kube-proxy mode iptables");
  expect(back.plan.steps[0]?.title).toBe("Try kube-proxy in iptables mode on pi-1");
  expect(back.state).toBe("succeeded");
  expect(before["pi-1"]).not.toBe(podsByNode(world.simulated)["pi-1"]);
});

test("killed and given up while putting things back, the same line lets the one node start again", async () => {
  world = await givenWorld();
  crashInNftables();
  const { id } = await world.start(nftables);
  await untilUndone();
  world.dieBefore("deletePod");
  await world.dead();
  await world.startAgain();
  expect((await world.ended(id)).ending?.words).toContain(
    `ConfigMap kube-system/kube-proxy says iptables again, but kube-proxy on pi-1 may still be the one that ${id} tried: “kube-proxy mode iptables” ends that.`,
  );
  await world.decide(id, "abandon");
  const before = podsByNode(world.simulated);
  const over = await world.run("kube-proxy mode iptables");
  expect(over.plan.steps.map(({ step }) => step)).toEqual([
    "restart-kube-proxy-on-node",
    "remove-kube-proxy-trial",
  ]);
  expect(over.state).toBe("succeeded");
  const after = podsByNode(world.simulated);
  expect(Object.keys(after).filter((node) => after[node] !== before[node])).toEqual(["pi-1"]);
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
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

/** The canary's image is slow to come, and meanwhile somebody presses Stop. */
async function stoppedInTrial(): Promise<Operation> {
  world.simulated.afflict({
    name: "slow",
    matches: ({ node, name }) =>
      node === "pi-1" && name.startsWith("kube-proxy-") && configOf(world.simulated).includes("nftables"),
    kind: "ImagePullBackOff",
    exitCode: 0,
    restarts: 0,
    log: "",
  });
  const operation = await world.start(nftables);
  await until(() => podsByNode(world.simulated)["pi-1"] !== undefined && isTried());
  await world.decide(operation.id, "stop");
  await world.pass(10_000);
  return operation;
}

async function killedBefore(call: Parameters<World["dieBefore"]>[0]): Promise<Operation> {
  world.dieBefore(call);
  const operation = await world.start(nftables);
  await world.dead();
  await world.startAgain();
  return operation;
}

function isTried(): boolean {
  return configOf(world.simulated).includes("nftables");
}

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

function untilUndone(): Promise<void> {
  return until(() => {
    const annotations = world.simulated.store.get("configmaps", "kube-system", "kube-proxy")?.metadata
      .annotations;
    return annotations?.["wheelhouse/kube-proxy-trial"]?.includes("undo=") === true;
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    if (holds()) return;
    await world.goOn();
  }
  throw new Error("it never came to that");
}

function stepsOf({ plan, steps }: Operation) {
  return plan.steps.map(({ title }, at) => [title, steps[at]?.state, steps[at]?.evidence]);
}
