// Makes a bootstrap token, and proves that machines can join with it: cluster-info is signed with its secret.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { signatureKey } from "#src/kubeadm/join/cluster-info.ts";
import { joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { isExpired, joiningGroup } from "#src/kubeadm/join/token.ts";
import { isSignedWith } from "#src/kubeadm/join/token-signature.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import { tokenCreationCall } from "#src/kubernetes/calls/tokens.ts";
import type { BootstrapToken, ConfigMap } from "#src/kubernetes/facts.ts";
import { defineStep, type Proof, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** How long it is good for once it is made. */
  seconds: z.number().int().min(1),
  host: z.string().optional(),
  endpoint: z.string(),
  pins: z.array(z.string()),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "create-token",
  input,
  // The signer needs less than five seconds.
  timeoutMs: 60_000,
  title: ({ host }) => `Create a bootstrap token${host ? ` for ${host}` : ""}`,
  calls: ({ seconds, host, endpoint, pins }) => [
    {
      ...tokenCreationCall({
        id: "<random id>",
        secret: "<a random secret>",
        expiration: `<${span(seconds * 1_000)} from now>`,
        ...marked(host, thisOperation),
      }),
      what: `for kubeadm join ${endpoint}, which trusts ${pins.join(", ")}`,
    },
  ],
  equivalent: ({ seconds }) => `kubeadm token create --ttl ${seconds}s`,
  done: async (wanted, context) => {
    const { cluster, now, signal } = context;
    const token = await findOwn(context);
    if (!token) return { goal: "open", evidence: "This operation has made no token that is still good." };
    const info = await cluster.configMap("kube-public", "cluster-info", signal);
    const signature = info?.data[signatureKey(token.id)];
    if (signature === undefined) return unsigned(token, context);
    const kubeconfig = info?.data.kubeconfig ?? "";
    if (!isSignedWith(await cluster.revealToken(token.id, signal), { kubeconfig, signature })) {
      return {
        goal: "open",
        evidence: `The signature of cluster-info for ${token.id} is not that of its secret.`,
      };
    }
    await mustBeAsApproved(wanted, info, context);
    return {
      goal: "holds",
      evidence: `Token ${token.id} is good for ${span((token.expiresAt ?? 0) - now())}, and cluster-info is signed with it. Only who asked for it can see the join command: token show ${token.id}`,
    };
  },
  run: async ({ seconds, host }, context) => {
    const { cluster, operation, now, signal } = context;
    // Made before a crash, or by a call whose answer was lost: a second one would stay unknown to everybody.
    if (await findOwn(context)) return;
    const expiresAt = now() + seconds * 1_000;
    await cluster.createToken({ expiresAt, ...marked(host, operation.id) }, signal);
  },
});

function marked(host: string | undefined, by: string) {
  return {
    description: `Wheelhouse ${by}${host ? ` for ${host}` : ""}`,
    groups: [joiningGroup],
    annotations: { [tokenOf]: by },
  };
}

async function findOwn({
  cluster,
  operation,
  now,
  signal,
}: StepContext): Promise<BootstrapToken | undefined> {
  const tokens = await cluster.bootstrapTokens(signal);
  return tokens.find(
    (token) => token.ours && token.annotations[tokenOf] === operation.id && !isExpired(token, now()),
  );
}

function unsigned({ id }: BootstrapToken, { cluster, now }: StepContext): Proof {
  const lease = cluster.snapshot().leases.find(({ name }) => name === "kube-controller-manager");
  const heard = lease ? `renewed its lease ${span(now() - lease.renewedAt)} ago` : "holds no lease";
  return {
    goal: "open",
    evidence: `Token ${id} exists, but kube-controller-manager, which ${heard}, has not signed cluster-info with it.`,
  };
}

/** What joining machines are told must be what was approved, also while we waited. */
async function mustBeAsApproved(
  { endpoint, pins }: Input,
  info: ConfigMap | undefined,
  { cluster, signal }: StepContext,
): Promise<void> {
  const facts = joinFactsOf(info, await cluster.configMap("kube-public", "kube-root-ca.crt", signal));
  if (!facts.trusted) throw new StepError(facts.why, { hint: facts.hint });
  if (facts.endpoint === endpoint && facts.pins.join() === pins.join()) return;
  throw new StepError("cluster-info names another API server or authority than when this was approved.", {
    hint: "Find out who changed it before any machine joins.",
  });
}
