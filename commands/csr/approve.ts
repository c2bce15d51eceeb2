// /k8s csr approve <request or node>
import { z } from "zod";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { settle } from "#src/card/freshness.ts";
import { defineOperation } from "#src/command/define.ts";
import { findRequest, howKubeletsAsk, stateOf, whyNotOurs } from "#src/kubeadm/serving/find-request.ts";
import type { Surroundings } from "#src/kubeadm/serving/serving-names.ts";
import {
  isPending,
  namesIn,
  nodeOf,
  problemsOf,
  requestDigest,
} from "#src/kubeadm/serving/serving-request.ts";
import { surroundingsOf } from "#src/kubeadm/serving/surroundings.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import approveCsr from "#src/steps/approve-csr.ts";

export default defineOperation({
  summary: "Approve a kubelet's request for a serving certificate, if it is right",
  role: "operator",
  risk: "change",
  args: z.object({
    request: z
      .string()
      .min(1)
      .max(253)
      .meta({ pick: "request", description: "Name of the request, or of the node that asks" }),
  }),
  positional: ["request"],
  aliases: ["certificate approve"],
  async plan({ request: typed }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const request = await findPending(cluster, typed, signal);
    const around = await knownAround(request, cluster, signal);
    checkRight(request, around, now);
    const { name, uid, username } = request;
    const node = nodeOf(request) ?? username;
    const digest = requestDigest(request);
    return {
      target: name,
      risk: "change",
      title: `Approve the serving certificate of ${node}`,
      impact: [
        `The cluster's authority signs ${name}: the kubelet of ${node} then serves logs, exec and metrics as ${namesIn(request).join(", ")}.`,
        `Its signature, key, usages, names and addresses were checked: no other node has them${within(around)}.`,
      ],
      warnings: [addressWarning(around, cluster.name)],
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
        hint: waiting.length > 0 ? `There wait ${few(waiting, 8)}.` : `None waits at all. ${howKubeletsAsk}`,
      },
    );
  }
  if (!isPending(found)) throw new RefusedError(`${found.name} is ${stateOf(found)} already.`);
  return found;
}

function within({ nodeNetworks }: Surroundings): string {
  return nodeNetworks.length > 0 ? `, and the addresses are in ${nodeNetworks.join(", ")}` : "";
}

function addressWarning({ nodeNetworks }: Surroundings, cluster: string): string {
  const unset =
    nodeNetworks.length > 0
      ? ""
      : `, and clusters.${cluster}.nodeNetworks in wheelhouse.yaml does not limit which it may have`;
  return `Which addresses a node has is its kubelet's own word${unset}: see that they are the ones you know.`;
}

/** Of which nodes there are nothing may be missing, or another's address would pass for the applicant's. */
async function knownAround(
  request: CertificateRequest,
  cluster: ClusterView,
  signal: AbortSignal,
): Promise<Surroundings> {
  const { name } = request;
  const notOurs = whyNotOurs(request);
  if (notOurs) throw new RefusedError(`${name} is not approved here: ${notOurs}.`);
  if (cluster.snapshot().reach.state !== "live") {
    throw new UnreachableError(
      `The nodes of ${cluster.name} are not known right now, so ${name} cannot be checked.`,
    );
  }
  return surroundingsOf(cluster, signal);
}

/** All that is wrong at once. */
function checkRight(request: CertificateRequest, around: Surroundings, now: number): void {
  const { name } = request;
  const problems = problemsOf(request, around, now);
  if (problems.length === 0) return;
  throw new RefusedError(`${name} must not be approved: ${problems.join("; ")}.`, {
    hint: `csr deny ${name} turns it down; find out who made it.`,
  });
}
