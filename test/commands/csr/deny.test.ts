import { expect, test } from "vitest";
import { now } from "../../given.ts";
import { givenJoinable } from "../../kubeadm/join/given-join.ts";
import { givenRequest } from "../../kubeadm/serving/given-request.ts";
import { planOf } from "../ask.ts";

test("a plan says that a denial is for good, whoever asks", async () => {
  const requests = [await givenRequest({ username: "mallory" })];
  expect(await planOf("csr deny csr-1", givenJoinable({ requests }).cluster)).toMatchObject({
    target: "csr-1",
    impact: [
      "mallory gets no certificate for it. A denial is for good; a kubelet makes another request by itself.",
    ],
    basis: { uid: "uid-csr-1" },
  });
});

test.each([
  [
    "that is approved",
    { conditions: [{ type: "Approved", reason: "", message: "", since: now }] },
    "approved already",
  ],
  [
    "of another signer, which our rights leave out,",
    { signer: "example.org/x" },
    "its signer is example.org/x",
  ],
  ["that there is not", { name: "csr-2" }, "home has no certificate request csr-1"],
])("a request %s is not denied", async (_what, more, why) => {
  const requests = [await givenRequest(more)];
  await expect(planOf("csr deny csr-1", givenJoinable({ requests }).cluster)).rejects.toThrow(why);
});
