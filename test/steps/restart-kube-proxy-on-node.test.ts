import { afterEach, expect, test } from "vitest";
import { givenWorld, podsByNode, type World } from "../kubeadm/kube-proxy/given.ts";

let world: World;
afterEach(() => world.close());

const illOnPi = {
  name: "ill",
  matches: (pod: { readonly name: string; readonly node: string }) =>
    pod.name.startsWith("kube-proxy-") && pod.node === "pi-1",
  kind: "ImagePullBackOff",
  exitCode: 0,
  restarts: 0,
  log: "",
} as const;

const line = "kube-proxy restart --node pi-1";

test("the pod of that node is replaced, and no other", async () => {
  world = await givenWorld();
  const before = podsByNode(world.simulated);
  const operation = await world.run(line);
  expect(operation.state).toBe("succeeded");
  expect(operation.steps[0]?.evidence).toMatch(
    /^kube-proxy-\w+ on pi-1 is ready and its log says Using iptables Proxier$/,
  );
  const after = podsByNode(world.simulated);
  expect(Object.keys(after).filter((node) => after[node] !== before[node])).toEqual(["pi-1"]);
});

test("a new pod that does not get ready fails it after three minutes", async () => {
  world = await givenWorld();
  world.simulated.afflict(illOnPi);
  const operation = await world.run(line);
  expect(operation.state).toBe("failed");
  expect(operation.ending?.words).toMatch(/kube-proxy-\w+ on pi-1 is not ready \(ImagePullBackOff\)/);
});

test("a new pod that runs and has not got to work proves nothing", async () => {
  world = await givenWorld();
  const { setLog, store } = world.simulated;
  store.subscribe(({ resource, object: { metadata } }) => {
    if (resource !== "pods" || !metadata.name.startsWith("kube-proxy-")) return;
    setLog("kube-system", metadata.name, "kube-proxy", "waits for the API server\n");
  });
  const operation = await world.run(line);
  expect(operation.state).toBe("failed");
  expect(operation.ending?.words).toContain("is ready, but its log does not show that it has started");
});

test("killed before the deletion nothing has happened, and a person is asked", async () => {
  world = await givenWorld();
  const before = podsByNode(world.simulated);
  world.dieBefore("deletePod");
  const { id } = await world.start(line);
  await world.dead();
  await world.startAgain();
  const found = await world.ended(id);
  expect(found.state).toBe("interrupted");
  expect(found.ending?.words).toContain("the old pod of kube-proxy is still on pi-1");
  expect(podsByNode(world.simulated)).toEqual(before);
  expect((await world.resume(id)).state).toBe("succeeded");
});

test("killed while the new pod starts, the next process finds it done and runs nothing", async () => {
  world = await givenWorld();
  const old = podsByNode(world.simulated)["pi-1"];
  world.simulated.afflict(illOnPi);
  const { id } = await world.start(line);
  await expect.poll(() => podsByNode(world.simulated)["pi-1"]).not.toBe(old);
  world.dieBefore("pods");
  await world.dead();
  world.simulated.heal(illOnPi.name);
  const replaced = podsByNode(world.simulated);
  await world.startAgain();
  expect((await world.ended(id)).state).toBe("succeeded");
  expect(podsByNode(world.simulated)).toEqual(replaced);
});
