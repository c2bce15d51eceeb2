import { expect, test } from "vitest";
import { requestDigest } from "#src/kubeadm/serving/serving-request.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import approveCsr from "#src/steps/approve-csr.ts";
import { now } from "../given.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { givenPkcs10, givenRequest, nodes } from "../kubeadm/serving/given-request.ts";
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
  expect(world.requests[0]?.conditions).toMatchObject([
    {
      type: "Approved",
      reason: "ChatOpsApproved",
      message: `Checked and approved through Wheelhouse, ${running.id}`,
    },
  ]);
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
  expect(await approveCsr.done(input, givenContext(cluster))).toMatchObject({ goal: "failed" });
  expect(world.calls).toEqual([]);
});

test("one that has become wrong meanwhile is not approved", async () => {
  const without = nodes.filter(({ name }) => name !== "pi-1");
  const { world, cluster } = givenJoinable({ requests: [request], nodes: without });
  await expect(approveCsr.run(input, givenContext(cluster))).rejects.toThrow("there is no node pi-1");
  expect(world.calls).toEqual([]);
});

test("one that the networks of nodes have come to leave out is not approved", async () => {
  const { world, cluster } = givenJoinable({ requests: [request], nodes });
  const narrowed = { ...cluster, nodeNetworks: ["192.168.1.0/24"] };
  await expect(approveCsr.run(input, givenContext(narrowed))).rejects.toThrow(
    "csr-1 must not be approved any more: 10.0.0.23 is in none of the networks of nodes (192.168.1.0/24).",
  );
  expect(world.calls).toEqual([]);
});

test("nothing is approved by what was known of the nodes before they went out of sight", async () => {
  const { world, cluster } = givenJoinable({ requests: [request], nodes });
  const reach = { state: "connecting" as const, since: now };
  const blind = { ...cluster, snapshot: () => ({ ...cluster.snapshot(), reach }) };
  await expect(approveCsr.run(input, givenContext(blind))).rejects.toThrow(
    "The nodes of home are not known right now. Nothing was approved.",
  );
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
    goal: "failed",
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
