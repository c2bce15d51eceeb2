// /k8s csr deny <request>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { defineOperation } from "#src/command/define.ts";
import { stateOf } from "#src/kubeadm/serving/find-request.ts";
import { isPending, requestDigest, servingSigner } from "#src/kubeadm/serving/serving-request.ts";
import denyCsr from "#src/steps/deny-csr.ts";

export default defineOperation({
  summary: "Deny a certificate request that waits, for good",
  role: "operator",
  risk: "change",
  args: z.object({
    request: z.string().min(1).max(253).meta({ pick: "request", description: "Name of the request" }),
  }),
  positional: ["request"],
  aliases: ["certificate deny"],
  async plan({ request: name }, { cluster, signal }) {
    const requests = await cluster.certificateRequests(signal);
    const request = requests.find((each) => each.name === name);
    if (!request) {
      const waiting = requests.filter(isPending).map((each) => each.name);
      throw new RefusedError(`${cluster.name} has no certificate request ${name}.`, {
        hint: waiting.length > 0 ? `There wait ${few(waiting, 8)}.` : "None waits at all.",
      });
    }
    if (!isPending(request)) throw new RefusedError(`${name} is ${stateOf(request)} already.`);
    if (request.signer !== servingSigner) {
      throw new RefusedError(
        `${name} is not denied here: its signer is ${request.signer}, and Wheelhouse may only decide about ${servingSigner}.`,
        { hint: `Where kubectl has the rights: kubectl certificate deny ${name}` },
      );
    }
    const { uid, username } = request;
    return {
      target: name,
      risk: "change",
      title: `Deny the certificate request ${name}`,
      impact: [
        `${username} gets no certificate for it. A denial is for good; a kubelet makes another request by itself.`,
      ],
      warnings: [],
      basis: { uid, digest: requestDigest(request) },
      steps: [denyCsr.with({ name, uid })],
    };
  },
});
