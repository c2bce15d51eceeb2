// Denies a certificate request, for good.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { stateOf } from "#src/kubeadm/serving/find-request.ts";
import { isPending } from "#src/kubeadm/serving/serving-request.ts";
import { defineStep } from "#src/operation/step.ts";

const reason = "ChatOpsDenied";

export default defineStep({
  name: "deny-csr",
  input: z.object({ name: z.string(), uid: z.string() }),
  timeoutMs: 30_000,
  title: ({ name }) => `Deny ${name}`,
  calls: ({ name, uid }) => [
    `PUT /apis/certificates.k8s.io/v1/certificatesigningrequests/${name}/approval Denied (${reason}), only uid ${uid}`,
  ],
  done: async ({ name, uid }, { cluster, signal }) => {
    const found = (await cluster.certificateRequests(signal)).find((each) => each.uid === uid);
    // One that is gone cannot be approved any more, either.
    if (!found) return { holds: true, evidence: `${name} is gone` };
    const state = stateOf(found);
    return { holds: state === "denied", evidence: `${name} is ${state}` };
  },
  run: async ({ name, uid }, { cluster, operation, signal }) => {
    const found = (await cluster.certificateRequests(signal)).find((each) => each.uid === uid);
    if (!found || stateOf(found) === "denied") return;
    if (!isPending(found)) throw new StepError(`${name} is ${stateOf(found)} already, and that stays.`);
    const message = `Denied through Wheelhouse, ${operation.id}`;
    const decision = { verdict: "deny", reason, message } as const;
    await cluster.decideCertificateRequest({ name, uid }, decision, signal);
  },
});
