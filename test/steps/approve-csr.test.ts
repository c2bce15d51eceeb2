import { expect, test } from "vitest";
import { requestDigest } from "#src/kubeadm/serving-request.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import approveCsr from "#src/steps/approve-csr.ts";
import { now } from "../given.ts";
import { givenJoinable } from "../kubeadm/given-join.ts";
import { givenPkcs10, givenRequest, nodes } from "../kubeadm/given-request.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const request = await givenRequest();
const input = inputOf(request);
const plan = givenPlan([approveCsr.with(input)]);

test("it is done when the certificate is issued", async () => {
  const { world, cluster } = givenJoinable({ requests: [request], nodes });
  const running = await givenRunning(plan, { cluster, steps: [approveCsr] });
  expect(await running.ended()).toMatchObject({
    state: "succeeded",
    steps: [{ evidence: "csr-1 is issued" }],
  });
  expect(world.calls).toEqual(["approve csr-1"]);
  expect(world.requests[0]?.conditions[0]?.message).toBe(
    `Checked and approved through Wheelhouse, ${running.id}`,
  );
});

test("approved but not signed, the signer is named, and it is not approved twice", async () => {
  const { world, cluster } = givenJoinable({ requests: [request], nodes, signs: false });
  const running = await givenRunning(plan, { cluster, steps: [approveCsr] });
  const failed = await running.ended();
  expect(failed.ending?.words).toContain("csr-1 is approved: kube-controller-manager has yet to sign it");
  world.requests = world.requests.map((each) => ({ ...each, issued: true }));
  expect(await running.resumed()).toMatchObject({ state: "succeeded" });
  expect(world.calls).toEqual(["approve csr-1"]);
});

test.each<[string, Partial<CertificateRequest>]>([
  ["another of its name", { uid: "uid-other" }],
  ["changed in its bytes", { request: await givenPkcs10() }],
  ["of another applicant", { username: "system:node:worker1" }],
])("a request that is %s is not approved", async (_what, more) => {
  const { world, cluster } = givenJoinable({ requests: [{ ...request, ...more }], nodes });
  await expect(approveCsr.run(input, givenContext(cluster))).rejects.toThrow(
    "not the request that was approved",
  );
  expect(await approveCsr.done(input, givenContext(cluster))).toMatchObject({ holds: false });
  expect(world.calls).toEqual([]);
});

test("one that has become wrong meanwhile is not approved", async () => {
  const without = nodes.filter(({ name }) => name !== "pi-1");
  const { world, cluster } = givenJoinable({ requests: [request], nodes: without });
  await expect(approveCsr.run(input, givenContext(cluster))).rejects.toThrow("there is no node pi-1");
  expect(world.calls).toEqual([]);
});

test("one that the signer refuses says why", async () => {
  const conditions = ["Approved", "Failed"].map((type) => ({
    type,
    reason: "",
    message: "no such usage",
    since: now,
  }));
  const { cluster } = givenJoinable({ requests: [{ ...request, conditions }], nodes });
  expect(await approveCsr.done(input, givenContext(cluster))).toEqual({
    holds: false,
    evidence: "csr-1 could not be signed: no such usage",
  });
});

function inputOf(of: CertificateRequest) {
  return {
    name: of.name,
    uid: of.uid,
    digest: requestDigest(of),
    node: "pi-1",
    names: ["pi-1", "10.0.0.23"],
  };
}
