// /k8s csr approve <request or node>
import { z } from "zod";
import { defineOperation } from "#src/command/define.ts";
import { RefusedError, UnreachableError } from "#src/errors.ts";
import { findRequest, stateOf, whyNotOurs } from "#src/kubeadm/find-request.ts";
import { isPending, judgeRequest, namesIn, nodeOf, requestDigest } from "#src/kubeadm/serving-request.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import approveCsr from "#src/steps/approve-csr.ts";
import { few } from "#src/text.ts";
import { settle } from "#src/view/freshness.ts";

export default defineOperation({
  summary: "Approve a kubelet's request for a serving certificate, if it is right",
  role: "operator",
  risk: "change",
  args: z.object({
    request: z
      .string()
      .min(1)
      .max(253)
      .meta({ description: "Name of the request, or of the node that asks" }),
  }),
  positional: ["request"],
  aliases: ["certificate approve"],
  async plan({ request: typed }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const request = await findPending(cluster, typed, signal);
    checkRight(request, cluster, now);
    const { name, uid, username } = request;
    const node = nodeOf(request) ?? username;
    const digest = requestDigest(request);
    return {
      target: name,
      risk: "change",
      title: `Approve the serving certificate of ${node}`,
      impact: [
        `The cluster's authority signs ${name}: the kubelet of ${node} then serves logs, exec and metrics as ${namesIn(request).join(", ")}.`,
        "Its signature, key, usages, names and addresses were checked, and no other node has them.",
      ],
      warnings: [
        "Which addresses a node has is its kubelet's own word: see that they are the ones you know.",
      ],
      basis: { uid, digest },
      steps: [approveCsr.with({ name, uid, digest, node, names: [...namesIn(request)] })],
    };
  },
});

async function findPending(
  cluster: ClusterView,
  typed: string,
  signal: AbortSignal,
): Promise<CertificateRequest> {
  const requests = await cluster.certificateRequests(signal);
  const found = findRequest(requests, typed);
  if (!found) {
    const waiting = requests.filter(isPending).map(({ name }) => name);
    throw new RefusedError(
      `No certificate request that waits is called ${typed} or comes from a node of that name.`,
      {
        hint: waiting.length > 0 ? `There wait ${few(waiting, 8)}.` : "None waits at all.",
      },
    );
  }
  if (!isPending(found)) throw new RefusedError(`${found.name} is ${stateOf(found)} already.`);
  return found;
}

/** All that is wrong at once. */
function checkRight(request: CertificateRequest, cluster: ClusterView, now: number): void {
  const { name } = request;
  const notOurs = whyNotOurs(request);
  if (notOurs) throw new RefusedError(`${name} is not approved here: ${notOurs}.`);
  const { reach } = cluster.snapshot();
  if (reach.state !== "live") {
    throw new UnreachableError(
      `The nodes of ${cluster.name} are not known right now, so ${name} cannot be checked.`,
    );
  }
  const problems = judgeRequest(request, cluster, now);
  if (problems.length === 0) return;
  throw new RefusedError(`${name} must not be approved: ${problems.join("; ")}.`, {
    hint: `csr deny ${name} turns it down; find out who made it.`,
  });
}
