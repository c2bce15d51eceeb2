// Kubelets wait for serving certificates: the right one is approved by a second person, the others are refused or denied.
import { afterAll, beforeAll, expect, test } from "vitest";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.scenarios.toggle("serving-requests");
});
afterAll(() => chat.close());

test("the list says which of them may be approved, and why the others may not", async () => {
  const list = textOf(await chat.ask("/k8s csr", { as: "U0VIC" }));
  expect(list).toContain("home: 10 certificate requests of 10 wait");
  expect(list).toContain("csr-other-name: kubernetes.default.svc is neither a name nor an address of pi-1");
  expect(list).toContain("csr-other-address: 10.0.0.10 belongs to the node cp1");
  expect(list).toContain("csr-other-node: its common name is system:node:cp1, not system:node:worker1");
  expect(list).toContain("csr-no-such-node: there is no node stranger");
  expect(list).toContain("csr-stray-address: 203.0.113.23 is in none of the networks of nodes");
  expect(list).not.toContain("csr-good1:");
});

test("the right one is approved and signed", async () => {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s csr approve pi-1");
  expect(textOf(card)).toContain("serves logs, exec and metrics as pi-1, 10.0.0.23");
  expect(textOf(card)).toContain("and the addresses are in 10.0.0.0/24");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Approve the serving certificate of pi-1 on home is done");
});

test.each([
  ["csr-other-name", "kubernetes.default.svc is not an address of one machine"],
  ["csr-other-address", "10.0.0.10 belongs to the node cp1"],
  ["csr-other-node", "csr deny csr-other-node turns it down"],
  ["csr-no-such-node", "there is no node stranger"],
  ["csr-no-such-address", "10.0.0.99 is neither a name nor an address of pi-1"],
  ["csr-stray-address", "203.0.113.23 is in none of the networks of nodes (10.0.0.0/24)"],
  ["csr-more-usages", "its usages are digital signature, server auth, client auth"],
  ["csr-of-a-person", "kubernetes-admin asks for it, who is no node"],
  ["csr-client", "a kubelet's client certificate, which kube-controller-manager approves by itself"],
  ["csr-good1", "csr-good1 is issued already"],
])("%s is refused", async (name, why) => {
  const refusal = await chat.ask(`/k8s csr approve ${name}`);
  expect(refusal.ephemeral).toBe("U0ANN");
  expect(textOf(refusal)).toContain(why);
});

test("a false one is denied, for good", async () => {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s csr deny csr-other-node --reason 'not from us'");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Deny the certificate request csr-other-node on home is done");
  expect(textOf(await chat.ask("/k8s csr approve csr-other-node"))).toContain("is denied already");
});
