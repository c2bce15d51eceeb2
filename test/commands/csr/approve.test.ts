import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { requestDigest } from "#src/kubeadm/serving/serving-request.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import { minute, now } from "../../given.ts";
import { givenJoinable } from "../../kubeadm/join/given-join.ts";
import { givenPkcs10, givenRequest, nodes, ownNames } from "../../kubeadm/serving/given-request.ts";
import { planOf } from "../ask.ts";

test("a plan is for this request, byte for byte, and names what its certificate would say", async () => {
  const request = await givenRequest();
  const plan = await planOf("csr approve csr-1", cluster([request]));
  expect(plan).toMatchObject({
    target: "csr-1",
    risk: "change",
    title: "Approve the serving certificate of pi-1",
    basis: { uid: "uid-csr-1", digest: requestDigest(request) },
  });
  expect(plan.impact[0]).toContain("as pi-1, 10.0.0.23.");
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    'PUT /apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1/approval metadata.uid=uid-csr-1, status.conditions=["<those there>",{"type":"Approved","status":"True","reason":"ChatOpsApproved","message":"Checked and approved through Wheelhouse, <this operation>"}] – all else as read: a certificate for pi-1, 10.0.0.23',
  ]);
});

test("a node's name means its newest request that waits", async () => {
  const requests = [
    await givenRequest({ name: "csr-old", createdAt: now - 20 * minute }),
    await givenRequest({ name: "csr-new" }),
    await givenRequest({
      name: "csr-client",
      createdAt: now,
      signer: "kubernetes.io/kube-apiserver-client-kubelet",
    }),
  ];
  expect(await planOf("approve csr pi-1", cluster(requests))).toMatchObject({ target: "csr-new" });
});

test.each<[readonly string[], string, string]>([
  [
    [],
    "no other node has them.",
    "own word, and clusters.home.nodeNetworks in wheelhouse.yaml does not limit which it may have: see",
  ],
  [["10.0.0.0/24", "fd00::/64"], "the addresses are in 10.0.0.0/24, fd00::/64.", "own word: see that they"],
])("the card says what held the addresses: %j", async (nodeNetworks, checked, warned) => {
  const { impact, warnings } = await planOf("csr approve csr-1", {
    ...cluster([await givenRequest()]),
    nodeNetworks,
  });
  expect(impact[1]).toContain(checked);
  expect(warnings).toEqual([expect.stringContaining(warned)]);
});

test("an address outside the networks of nodes is refused, though the Node reports it", async () => {
  const plan = planOf("csr approve csr-1", {
    ...cluster([await givenRequest()]),
    nodeNetworks: ["192.168.1.0/24"],
  });
  await expect(plan).rejects.toThrow(
    "csr-1 must not be approved: 10.0.0.23 is in none of the networks of nodes (192.168.1.0/24).",
  );
});

test("where none waits, it is said what makes kubelets ask", async () => {
  await expect(planOf("csr approve pi-1", cluster([]))).rejects.toMatchObject({
    hint: expect.stringContaining("serverTLSBootstrap: true"),
  });
});

const denied = [{ type: "Denied", reason: "", message: "", since: now }];

test.each<[string, Partial<CertificateRequest>, string]>([
  ["of a kubelet's client", { signer: "kubernetes.io/kube-apiserver-client-kubelet" }, "approves by itself"],
  [
    "of another signer",
    { signer: "example.org/x" },
    "its signer is example.org/x, and only requests of kubelets",
  ],
  ["that is decided", { conditions: denied }, "csr-1 is denied already"],
  ["of another name", { name: "csr-2" }, "No certificate request that waits is called csr-1"],
  [
    "for an address that its node does not have",
    { request: await givenPkcs10({ names: [...ownNames, { type: "ip", value: "10.0.0.99" }] }) },
    "csr-1 must not be approved: 10.0.0.99 is neither a name nor an address of pi-1",
  ],
  [
    "for a client as well",
    { usages: ["digital signature", "server auth", "client auth"] },
    "its usages are digital signature, server auth, client auth, which is not what a server needs",
  ],
  [
    "that a person made for it",
    { username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
    "kubernetes-admin asks for it, who is no node",
  ],
  [
    "that another node made for it",
    { username: "system:node:worker1" },
    "its common name is system:node:pi-1, not system:node:worker1",
  ],
  [
    "with several faults",
    { groups: ["system:authenticated"], usages: ["server auth"] },
    "csr-1 must not be approved: its applicant is not in the group system:nodes; its usages are server auth",
  ],
])("a request %s is refused", async (_what, more, why) => {
  const requests = [await givenRequest(more)];
  await expect(planOf("csr approve csr-1", cluster(requests))).rejects.toThrow(why);
});

test("nothing is approved while the nodes are not known", async () => {
  const given = givenJoinable({ requests: [await givenRequest()], nodes }).cluster;
  const blind = {
    ...given,
    snapshot: () => ({ ...given.snapshot(), reach: { state: "connecting" as const, since: now } }),
  };
  await expect(planOf("csr approve csr-1", blind)).rejects.toThrow(
    "The nodes of home are not known right now",
  );
});

function cluster(requests: readonly CertificateRequest[]) {
  return givenJoinable({ requests, nodes }).cluster;
}
