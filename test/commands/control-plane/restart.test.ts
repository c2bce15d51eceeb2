import { afterAll, beforeAll, expect, test } from "vitest";
import restartStaticPod from "#src/steps/restart-static-pod.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { actOn, proofOn } from "../../steps/on-machines.ts";
import { planOf, unreachable } from "../ask.ts";

const dead = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());

const plan = (line: string) => planOf(line, dead, undefined, given.hosts, Date.now());

test("a component is restarted by the sandbox that the card names, and proven by another one", async () => {
  const { steps } = await plan("control-plane restart kube-scheduler");
  const [step] = steps;
  if (!step) throw new Error("there is no step");
  expect(steps).toHaveLength(1);
  const { staticPods } = await given.machines.node("cp1");
  const own = () => staticPods?.containers().find(({ component }) => component === "kube-scheduler");
  const before = own()?.sandbox;
  expect(step.calls).toMatchObject([
    { host: "cp1", argv: ["sudo", "-n", "--", "crictl", "stopp", before] },
    { host: "cp1", argv: ["sudo", "-n", "--", "crictl", "rmp", before] },
  ]);
  expect((await proofOn(given, restartStaticPod, step)).goal).toBe("open");
  for (const kill of [
    { when: "before", nth: 1 },
    { when: "after", nth: 1 },
  ] as const) {
    await expect(actOn(given, restartStaticPod, step, kill)).rejects.toThrow("killed");
  }
  await actOn(given, restartStaticPod, step);
  expect((await proofOn(given, restartStaticPod, step)).goal).toBe("holds");
  expect(own()?.sandbox).not.toBe(before);
});

test("what takes the API server away is seen to bring it back", async () => {
  const { steps, impact } = await plan("control-plane restart etcd");
  expect(steps.map(({ step }) => step)).toEqual(["restart-static-pod", "see-api-server"]);
  expect(impact.join()).toContain("The API server does not answer meanwhile");
});

test("without a kubelet nothing would start it, so it is refused", async () => {
  const service = (await given.machines.node("cp1")).machine.services.get("kubelet");
  if (service) service.active = "inactive";
  await expect(plan("control-plane restart kube-scheduler")).rejects.toThrow(/kubelet on cp1 is inactive/);
  if (service) service.active = "active";
});
