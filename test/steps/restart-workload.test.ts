import { expect, test } from "vitest";
import restartWorkload from "#src/steps/restart-workload.ts";
import { minute } from "../given.ts";
import { givenRollout, givenWorld, replace } from "../kubeadm/disruption/given.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const input = { kind: "Deployment" as const, namespace: "shop", name: "web", uid: "uid-web" };

test("a rollout that was complete before does not count", async () => {
  const { cluster } = givenWorld({ rollouts: [givenRollout()] });
  expect(await restartWorkload.done(input, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "Deployment shop/web has not been restarted by this operation",
  });
});

test("it restarts once, however often it is run", async () => {
  const { world, cluster } = givenWorld({ rollouts: [givenRollout()] });
  await restartWorkload.run(input, givenContext(cluster));
  await restartWorkload.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["restart shop/web"]);
});

test("it is done when all pods are new and available", async () => {
  const { world, cluster } = givenWorld({ rollouts: [givenRollout()] });
  const running = await givenRunning(givenPlan([restartWorkload.with(input)]), {
    cluster,
    steps: [restartWorkload],
  });
  await running.hand.advance(5_000);
  expect(await running.operations.find(running.id)).toMatchObject({
    state: "running",
    steps: [{ evidence: "Deployment shop/web: its controller has not seen the change yet" }],
  });
  const [rollout] = world.rollouts;
  if (rollout) replace(world.rollouts, rollout, { observedGeneration: rollout.generation, updated: 2 });
  expect(await running.ended()).toMatchObject({
    state: "succeeded",
    steps: [{ evidence: "Deployment shop/web: all 2 pods are new and available" }],
  });
  expect(world.calls).toEqual(["restart shop/web"]);
});

test("a StatefulSet with a partition is done when the pods above it are new, and all are available", async () => {
  const name = { kind: "StatefulSet" as const, namespace: "shop", name: "db", uid: "uid-db" };
  const { world, cluster } = givenWorld({
    rollouts: [givenRollout({ kind: "StatefulSet", name: "db", desired: 3, partition: 2 })],
  });
  const running = await givenRunning(givenPlan([restartWorkload.with(name)]), {
    cluster,
    steps: [restartWorkload],
  });
  await running.hand.advance(1_000);
  const [rollout] = world.rollouts;
  if (rollout) replace(world.rollouts, rollout, { observedGeneration: rollout.generation, updated: 1 });
  expect(await running.ended()).toMatchObject({
    state: "succeeded",
    steps: [
      {
        evidence:
          "StatefulSet shop/db: 1 of 3 pods are new, the others are kept by its partition, and all are available",
      },
    ],
  });
});

test("a rollout that gets stuck says how far it came", async () => {
  const { world, cluster } = givenWorld({ rollouts: [givenRollout()] });
  const running = await givenRunning(givenPlan([restartWorkload.with(input)]), {
    cluster,
    steps: [restartWorkload],
  });
  await running.hand.advance(1_000);
  const [rollout] = world.rollouts;
  if (rollout) replace(world.rollouts, rollout, { observedGeneration: rollout.generation, updated: 1 });
  await running.hand.advance(14 * minute);
  const stopped = await running.ended();
  expect(stopped.ending?.words).toContain(
    "It got no further within 15 minutes: Deployment shop/web: 1 of 2 pods are new",
  );
});

test("a rollout that takes long has its time as long as it gets further", async () => {
  const { world, cluster } = givenWorld({ rollouts: [givenRollout({ desired: 4 })] });
  const running = await givenRunning(givenPlan([restartWorkload.with(input)]), {
    cluster,
    steps: [restartWorkload],
  });
  await running.hand.advance(1_000);
  for (const updated of [1, 2, 3, 4]) {
    const [rollout] = world.rollouts;
    if (rollout) replace(world.rollouts, rollout, { observedGeneration: rollout.generation, updated });
    await running.hand.advance(10 * minute);
  }
  expect(await running.ended()).toMatchObject({ state: "succeeded" });
});

test("another workload of the same name is left alone", async () => {
  const { world, cluster } = givenWorld({ rollouts: [givenRollout({ uid: "uid-other" })] });
  expect(await restartWorkload.done(input, givenContext(cluster))).toMatchObject({ goal: "failed" });
  await expect(restartWorkload.run(input, givenContext(cluster))).rejects.toThrow(
    "Deployment shop/web is not the one that was approved",
  );
  expect(world.calls).toEqual([]);
});
