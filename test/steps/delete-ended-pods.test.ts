import { expect, test } from "vitest";
import deleteEndedPods from "#src/steps/delete-ended-pods.ts";
import { givenPodFacts, givenWorld } from "../kubeadm/disruption/given.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const [one, two] = ["web-1", "web-2"].map((name) => givenPodFacts({ name, phase: "Failed" })) as [
  ReturnType<typeof givenPodFacts>,
  ReturnType<typeof givenPodFacts>,
];
const next = givenPodFacts({ name: "web-3" });
const input = { pods: [one, two].map(({ namespace, name, uid }) => ({ namespace, name, uid })) };

test("it deletes those pods and no other", async () => {
  const { world, cluster } = givenWorld({ pods: [one, two, next] });
  await deleteEndedPods.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["delete shop/web-1", "delete shop/web-2"]);
  expect(await deleteEndedPods.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "2 of 2 pods are gone",
  });
});

test("those that are gone already are done, and another pod of the same name is none of them", async () => {
  const { world, cluster } = givenWorld({ pods: [{ ...one, uid: "another" }, two] });
  expect(await deleteEndedPods.done(input, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "1 of 2 pods is gone; still there: shop/web-2",
    reached: 1,
  });
  await deleteEndedPods.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["delete shop/web-2"]);
});

test("pods that something keeps are named when the time is over", async () => {
  const { cluster } = givenWorld({ pods: [one, two], ends: false });
  const running = await givenRunning(givenPlan([deleteEndedPods.with(input)]), {
    cluster,
    steps: [deleteEndedPods],
  });
  expect((await running.ended()).ending?.words).toContain("still there: shop/web-1 and shop/web-2");
});
