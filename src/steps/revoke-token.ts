// Ends a bootstrap token.
import { z } from "zod";
import { signatureKey } from "#src/kubeadm/join/cluster-info.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "revoke-token",
  input: z.object({ id: z.string(), uid: z.string() }),
  timeoutMs: 60_000,
  title: ({ id }) => `Revoke the bootstrap token ${id}`,
  calls: ({ id, uid }) => [
    `DELETE /api/v1/namespaces/kube-system/secrets/bootstrap-token-${id}, only the one with uid ${uid}`,
  ],
  done: async ({ id, uid }, { cluster, signal }) => {
    const found = (await cluster.bootstrapTokens(signal)).find((token) => token.id === id);
    if (found?.uid === uid) return { holds: false, evidence: `The token ${id} is there.` };
    // Another token of the same id has a signature of its own.
    if (found) return { holds: true, evidence: `The token ${id} is gone; another has its id now.` };
    const info = await cluster.configMap("kube-public", "cluster-info", signal);
    return info?.data[signatureKey(id)] === undefined
      ? { holds: true, evidence: `The token ${id} is gone, and cluster-info is not signed with it any more.` }
      : {
          holds: false,
          evidence: `The token ${id} is gone, but kube-controller-manager still has to take its signature from cluster-info.`,
        };
  },
  run: async ({ id, uid }, { cluster, signal }) => void (await cluster.deleteToken({ id, uid }, signal)),
});
