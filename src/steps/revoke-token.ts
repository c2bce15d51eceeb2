// Ends a bootstrap token.

import { z } from "zod";
import { signatureKey } from "#src/kubeadm/join/cluster-info.ts";
import { tokenDeletionCall } from "#src/kubernetes/calls/tokens.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "revoke-token",
  input: z.object({ id: z.string(), uid: z.string() }),
  timeoutMs: 60_000,
  title: ({ id }) => `Revoke the bootstrap token ${id}`,
  calls: (token) => [tokenDeletionCall(token)],
  equivalent: ({ id }) => `kubeadm token delete ${id}`,
  done: async ({ id, uid }, { cluster, signal }) => {
    const found = (await cluster.bootstrapTokens(signal)).find((token) => token.id === id);
    if (found?.uid === uid) return { goal: "open", evidence: `The token ${id} is there.` };
    // Another token of the same id has a signature of its own.
    if (found) return { goal: "holds", evidence: `The token ${id} is gone; another has its id now.` };
    const info = await cluster.configMap("kube-public", "cluster-info", signal);
    return info?.data[signatureKey(id)] === undefined
      ? {
          goal: "holds",
          evidence: `The token ${id} is gone, and cluster-info is not signed with it any more.`,
        }
      : {
          goal: "open",
          evidence: `The token ${id} is gone, but kube-controller-manager still has to take its signature from cluster-info.`,
        };
  },
  run: async ({ id, uid }, { cluster, signal }) => void (await cluster.deleteToken({ id, uid }, signal)),
});
