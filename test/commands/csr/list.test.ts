import { expect, test } from "vitest";
import { day, now } from "../../given.ts";
import { givenJoinable } from "../../kubeadm/join/given-join.ts";
import { givenRequest, nodes } from "../../kubeadm/serving/given-request.ts";
import { ask, linesOf, rowsOf, tableOf } from "../ask.ts";

const approved = { type: "Approved", reason: "AutoApproved", message: "", since: now };

test("those that wait come first, judged; only the right ones have a button", async () => {
  const requests = [
    await givenRequest({ name: "csr-old", createdAt: now - day, conditions: [approved], issued: true }),
    await givenRequest({ name: "csr-good" }),
    await givenRequest({ name: "csr-bad" }, { names: [{ type: "ip", value: "10.0.0.10" }] }),
    await givenRequest({ name: "csr-client", signer: "kubernetes.io/kube-apiserver-client-kubelet" }),
  ];
  const { answer, faults } = await ask("csr list", givenJoinable({ requests, nodes }).cluster);
  expect(faults).toEqual([]);
  expect(answer).toMatchObject({ headline: "home: 3 certificate requests of 4 wait", tone: "warning" });
  expect(rowsOf(answer, 3)).toEqual([
    "csr-good | ✓ pending | system:node:pi-1",
    "csr-bad | ✗ pending | system:node:pi-1",
    "csr-client | pending | system:node:pi-1",
    "csr-old | issued | system:node:pi-1",
  ]);
  expect(tableOf(answer).rows[0]?.slice(3)).toEqual(["kubelet-serving", "60 s", "pi-1, 10.0.0.23"]);
  expect(linesOf(answer, "What stands against approving them")).toEqual([
    "csr-bad: 10.0.0.10 belongs to the node cp1; 10.0.0.10 is where the API server answers",
  ]);
  expect(answer.buttons?.map(({ line }) => line)).toEqual([
    "csr list --cluster=home",
    "csr approve csr-good --cluster=home",
  ]);
});

test("where none waits, all is well", async () => {
  const requests = [await givenRequest({ conditions: [{ ...approved, type: "Denied" }] })];
  const { answer } = await ask("csr", givenJoinable({ requests, nodes }).cluster);
  expect(answer).toMatchObject({ headline: "home: 0 certificate requests of 1 wait", tone: "good" });
  expect(rowsOf(answer, 2)).toEqual(["csr-1 | denied"]);
  expect(JSON.stringify(answer.parts)).not.toContain("serverTLSBootstrap");
});

test("where no kubelet has asked for one, it is said what makes it ask", async () => {
  const requests = [await givenRequest({ signer: "kubernetes.io/kube-apiserver-client-kubelet" })];
  const { answer, faults } = await ask("csr list", givenJoinable({ requests, nodes }).cluster);
  expect(faults).toEqual([]);
  expect(answer.parts).toContainEqual({
    kind: "text",
    text: expect.stringContaining("serverTLSBootstrap: true in ConfigMap kubelet-config"),
  });
});
