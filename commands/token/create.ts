// /k8s token create [--ttl 1h] [--for <host>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { settle } from "#src/card/freshness.ts";
import { defineOperation } from "#src/command/define.ts";
import { type JoinFacts, joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { readTtl } from "#src/kubeadm/join/token.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import createToken from "#src/steps/create-token.ts";

/** Leaders renew every 2 s (component-base/config). */
const staleAfterMs = 60_000;

export default defineOperation({
  summary: "Make a bootstrap token and the command to join a machine with it",
  role: "operator",
  risk: "change",
  args: z.object({
    ttl: z.string().default("1h").meta({ description: "How long it is good for, 24h at most" }),
    for: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, "That is no name of a host")
      .optional()
      .meta({ description: "The machine that is to join; for its description only" }),
  }),
  positional: [],
  aliases: ["join command", "kubeadm token create"],
  async plan({ ttl, for: host }, { cluster, now, signal }) {
    const time = readTtl(ttl);
    if (!time.ok) throw new RefusedError(time.why, { hint: "token create --ttl 1h is enough for most." });
    await settle(cluster, signal);
    checkSigner(cluster, now);
    const { endpoint, pins } = await readFacts(cluster, signal);
    const lasts = span(time.seconds * 1_000);
    return {
      target: host ?? cluster.name,
      risk: "change",
      title: `Create a bootstrap token${host ? ` for ${host}` : ""}`,
      impact: [
        `For ${lasts} whoever knows it can join any machine to ${cluster.name}, under any name that is free.`,
        `Machines join at ${endpoint}.`,
        "Only who asked for it can see the join command, by a button of this message. The secret is kept nowhere but in the cluster.",
      ],
      warnings: [],
      basis: { endpoint, pins },
      steps: [createToken.with({ seconds: time.seconds, host, endpoint, pins: [...pins] })],
      offers: [
        { label: "Show the join command", line: `token show <operation> --cluster=${cluster.name}` },
        { label: "Revoke", line: `token revoke <operation> --cluster=${cluster.name}` },
      ],
    };
  },
});

/** The bootstrap signer and the token cleaner are part of it: without them the token is of no use, and never goes. */
function checkSigner(cluster: ClusterView, now: number): void {
  const { leases, reach } = cluster.snapshot();
  if (reach.state === "unreachable") throw reach.error;
  const lease = leases.find(({ name }) => name === "kube-controller-manager");
  if (lease && now - lease.renewedAt <= staleAfterMs) return;
  const since = lease ? `has not renewed its lease for ${span(now - lease.renewedAt)}` : "holds no lease";
  const holder = lease?.holder.split("_")[0];
  throw new RefusedError(
    `kube-controller-manager ${since}: nobody would sign cluster-info for the token, and machines could not join with it.`,
    { hint: holder ? `pod logs kube-system/kube-controller-manager-${holder} may say why.` : "status" },
  );
}

async function readFacts(
  cluster: ClusterView,
  signal: AbortSignal,
): Promise<Extract<JoinFacts, { trusted: true }>> {
  const [info, root] = await Promise.all([
    cluster.configMap("kube-public", "cluster-info", signal),
    cluster.configMap("kube-public", "kube-root-ca.crt", signal),
  ]);
  const facts = joinFactsOf(info, root);
  if (!facts.trusted) throw new RefusedError(facts.why, { hint: facts.hint });
  return facts;
}
