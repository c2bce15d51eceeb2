import { expect, test } from "vitest";
import rule from "#src/incident/rules/csr-waiting.ts";
import { minute, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const request = (
  minutes: number,
  more: { readonly types?: readonly string[]; readonly issued?: boolean } = {},
) => ({
  ...{ name: `csr-${minutes}`, username: "system:node:w1", signer: "kubernetes.io/kubelet-serving" },
  createdAt: now - minutes * minute,
  issued: more.issued ?? false,
  conditions: (more.types ?? []).map((type) => ({ type })),
});
const probed = (...all: readonly ReturnType<typeof request>[]) => ({
  certificateRequests: reading([...all]),
});

test("requests that nobody decided on are one problem, as old as the oldest", () => {
  expect(said(rule, {}, probed(request(11), request(50), request(5)))).toEqual([
    "2 certificate requests of system:node:w1 (kubernetes.io/kubelet-serving) have waited 50 min for approval",
  ]);
  expect(found(rule, {}, probed(request(11)))[0]?.remedies).toEqual(["csr list"]);
});

test("one that was approved and is not signed points at the controller manager", () => {
  expect(said(rule, {}, probed(request(20, { types: ["Approved"] })))).toEqual([
    "1 certificate request of system:node:w1 (kubernetes.io/kubelet-serving) has waited 20 min for a signature: is kube-controller-manager well?",
  ]);
});

test.each([
  ["signed", request(60, { types: ["Approved"], issued: true })],
  ["denied", request(60, { types: ["Denied"] })],
  ["failed", request(60, { types: ["Approved", "Failed"] })],
  ["new", request(9)],
])("one that is %s waits for nobody", (_what, each) => {
  expect(found(rule, {}, probed(each))).toEqual([]);
});
