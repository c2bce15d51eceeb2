import { expect, test } from "vitest";
import deletePod from "#src/steps/delete-pod.ts";
import { now } from "../given.ts";
import { givenDb, givenPodFacts, givenWorld } from "../kubeadm/disruption/given.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const db = givenDb();
const input = { namespace: "shop", name: "db-0", uid: db.uid, node: "w3", owner: "uid-db" };
const successor = givenDb({ uid: "uid-next", node: "w4", ready: false, createdAt: now });

test("it deletes the pod, and tells what took its place", async () => {
  const { world, cluster } = givenWorld({ pods: [db] });
  await deletePod.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["delete shop/db-0"]);
  expect(await deletePod.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "shop/db-0 is gone; nothing has taken its place yet",
    caveat: "nothing has taken its place yet",
  });
  world.pods.push(successor);
  expect(await deletePod.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "shop/db-0 is gone; the newest of its kind, db-0, is on w4, not ready yet",
    caveat: "its successor db-0 is not ready yet",
  });
  world.pods.splice(0, 1, { ...successor, ready: true });
  expect(await deletePod.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "shop/db-0 is gone; the newest of its kind, db-0, is on w4 and ready",
  });
});

test("another pod of its name is not it", async () => {
  const { world, cluster } = givenWorld({ pods: [{ ...successor, node: "w3" }] });
  expect(await deletePod.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
  await deletePod.run(input, givenContext(cluster));
  expect(world.calls).toEqual([]);
});

test("a pod that was waiting for a node is found where it got one", async () => {
  const { cluster } = givenWorld({ pods: [db] });
  const waiting = { ...input, node: "" };
  expect(await deletePod.done(waiting, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "shop/db-0 is still there on w3",
  });
});

test("by force it waits for nobody", async () => {
  const { world, cluster } = givenWorld({ pods: [db], ends: false });
  await deletePod.run({ ...input, graceSeconds: 0 }, givenContext(cluster));
  expect(world.calls).toEqual(["delete shop/db-0 at once"]);
  expect(await deletePod.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
});

test("a pod that does not end is said to be ending, and where", async () => {
  const { world, cluster } = givenWorld({ pods: [db], ends: false });
  const running = await givenRunning(givenPlan([deletePod.with(input)]), { cluster, steps: [deletePod] });
  const stopped = await running.ended();
  expect(stopped.ending?.words).toContain("It did not get there within 5 minutes: shop/db-0 is ending on w3");
  expect(world.calls).toEqual(["delete shop/db-0"]);
});

test("a pod without a controller leaves nothing to tell", async () => {
  const { cluster } = givenWorld({ pods: [givenPodFacts()] });
  const { owner: _owner, ...alone } = input;
  expect(await deletePod.done(alone, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "shop/db-0 is gone",
  });
});
