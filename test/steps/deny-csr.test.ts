import { expect, test } from "vitest";
import denyCsr from "#src/steps/deny-csr.ts";
import { now } from "../given.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { givenRequest } from "../kubeadm/serving/given-request.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const request = await givenRequest();
const input = { name: "csr-1", uid: "uid-csr-1" };
const plan = givenPlan([denyCsr.with(input)]);

test("it denies once", async () => {
  const { world, cluster } = givenJoinable({ requests: [request] });
  const running = await givenRunning(plan, { cluster, steps: [denyCsr] });
  expect(await running.ended()).toMatchObject({
    state: "succeeded",
    steps: [{ evidence: "csr-1 is denied" }],
  });
  await denyCsr.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["deny csr-1"]);
});

test("one that is gone gets no certificate either", async () => {
  const { cluster } = givenJoinable();
  expect(await denyCsr.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "csr-1 is gone",
  });
});

test("one that was approved meanwhile cannot be denied any more", async () => {
  const conditions = [{ type: "Approved", reason: "", message: "", since: now }];
  const { world, cluster } = givenJoinable({ requests: [{ ...request, conditions }] });
  await expect(denyCsr.run(input, givenContext(cluster))).rejects.toThrow(
    "csr-1 is approved already, and that stays",
  );
  expect(world.calls).toEqual([]);
});
