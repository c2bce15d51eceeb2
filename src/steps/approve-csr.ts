// Approves a kubelet's request for a serving certificate, after checking once more that it is the one that was approved.

import { z } from "zod";
import { shellWord, thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { stateOf } from "#src/kubeadm/serving/find-request.ts";
import { isPending, problemsOf, requestDigest } from "#src/kubeadm/serving/serving-request.ts";
import { surroundingsOf } from "#src/kubeadm/serving/surroundings.ts";
import { decisionCall } from "#src/kubernetes/calls/certificate-requests.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import { defineStep, goal, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  name: z.string(),
  uid: z.string(),
  /** Of what it asks for. */
  digest: z.string(),
  node: z.string(),
  names: z.array(z.string()),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "approve-csr",
  input,
  timeoutMs: 60_000,
  title: ({ name, node }) => `Approve ${name} of ${node}`,
  calls: ({ name, uid, names }) => [
    {
      ...decisionCall({ name, uid, ...approval(thisOperation) }),
      what: `all else as read: a certificate for ${names.join(", ")}`,
    },
  ],
  equivalent: ({ name }) => `kubectl certificate approve ${shellWord(name)}`,
  done: async (wanted, context) => {
    const found = await find(wanted, context);
    if (!found) return { goal: "failed", evidence: `${wanted.name} is not the request that it was` };
    const failure = found.conditions.find(({ type }) => type === "Failed");
    if (failure)
      return { goal: "failed", evidence: `${wanted.name} could not be signed: ${failure.message}` };
    const state = stateOf(found);
    const waiting = state === "approved" ? ": kube-controller-manager has yet to sign it" : "";
    return { goal: goal(state === "issued"), evidence: `${wanted.name} is ${state}${waiting}` };
  },
  run: async (wanted, context) => {
    const { cluster, operation, now, signal } = context;
    const found = await find(wanted, context);
    if (!found) throw new StepError(`${wanted.name} is not the request that was approved.`);
    if (!isPending(found)) return;
    if (cluster.snapshot().reach.state !== "live") {
      throw new StepError(`The nodes of ${cluster.name} are not known right now. Nothing was approved.`);
    }
    const problems = problemsOf(found, await surroundingsOf(cluster, signal), now());
    if (problems.length > 0) {
      throw new StepError(`${wanted.name} must not be approved any more: ${problems.join("; ")}.`);
    }
    const { name, uid } = wanted;
    await cluster.decideCertificateRequest({ name, uid }, approval(operation.id), signal);
  },
});

function approval(by: string) {
  const message = `Checked and approved through Wheelhouse, ${by}`;
  return { verdict: "approve", reason: "ChatOpsApproved", message } as const;
}

async function find(
  { name, uid, digest }: Input,
  { cluster, signal }: StepContext,
): Promise<CertificateRequest | undefined> {
  const found = (await cluster.certificateRequests(signal)).find((each) => each.name === name);
  return found?.uid === uid && requestDigest(found) === digest ? found : undefined;
}
