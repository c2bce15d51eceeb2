// Denies a certificate request, for good.

import { z } from "zod";
import { shellWord, thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { stateOf } from "#src/kubeadm/serving/find-request.ts";
import { isPending } from "#src/kubeadm/serving/serving-request.ts";
import { decisionCall } from "#src/kubernetes/calls/certificate-requests.ts";
import { defineStep, goal } from "#src/operation/step.ts";

export default defineStep({
  name: "deny-csr",
  input: z.object({ name: z.string(), uid: z.string() }),
  timeoutMs: 30_000,
  title: ({ name }) => `Deny ${name}`,
  calls: ({ name, uid }) => [
    { ...decisionCall({ name, uid, ...denial(thisOperation) }), what: "all else as read" },
  ],
  equivalent: ({ name }) => `kubectl certificate deny ${shellWord(name)}`,
  done: async ({ name, uid }, { cluster, signal }) => {
    const found = (await cluster.certificateRequests(signal)).find((each) => each.uid === uid);
    // One that is gone cannot be approved any more, either.
    if (!found) return { goal: "holds", evidence: `${name} is gone` };
    const state = stateOf(found);
    return { goal: goal(state === "denied"), evidence: `${name} is ${state}` };
  },
  run: async ({ name, uid }, { cluster, operation, signal }) => {
    const found = (await cluster.certificateRequests(signal)).find((each) => each.uid === uid);
    if (!found || stateOf(found) === "denied") return;
    if (!isPending(found)) throw new StepError(`${name} is ${stateOf(found)} already, and that stays.`);
    await cluster.decideCertificateRequest({ name, uid }, denial(operation.id), signal);
  },
});

function denial(by: string) {
  const message = `Denied through Wheelhouse, ${by}`;
  return { verdict: "deny", reason: "ChatOpsDenied", message } as const;
}
