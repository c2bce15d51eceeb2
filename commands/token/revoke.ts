// /k8s token revoke <token> [--anyway]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { defineOperation } from "#src/command/define.ts";
import { isCertsProxy } from "#src/kubeadm/join/token.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import type { BootstrapToken } from "#src/kubernetes/facts.ts";
import revokeToken from "#src/steps/revoke-token.ts";

export default defineOperation({
  summary: "End a bootstrap token, so that no machine joins with it any more",
  role: "operator",
  risk: "change",
  args: z.object({
    token: z.string().min(1).max(40).meta({
      pick: "token",
      description: "Id of the token, its first six characters, or of the operation that made it",
    }),
    anyway: z.boolean().default(false).meta({ description: "Also the one that guards kubeadm-certs" }),
  }),
  positional: ["token"],
  aliases: ["token delete", "delete token", "kubeadm token delete"],
  async plan({ token: typed, anyway }, { cluster, signal }) {
    const tokens = await cluster.bootstrapTokens(signal);
    const token = tokens.find(({ id }) => id === typed) ?? tokens.find((each) => isOf(each, typed));
    if (!token) {
      const ids = tokens.map(({ id }) => id);
      throw new RefusedError(
        `${cluster.name} has no token ${typed.startsWith("op-") ? "of" : "with the id"} ${saidOf(typed)}.`,
        {
          hint: ids.length > 0 ? `There are ${few(ids, 8)}.` : "There is none at all.",
        },
      );
    }
    const isProxy = isCertsProxy(token);
    if (isProxy && !anyway) {
      throw new RefusedError(
        `${token.id} lets nobody in: it ends the Secret kubeadm-certs in time, and that would go with it now.`,
        { hint: `\`token revoke ${token.id} --anyway\` does it all the same.` },
      );
    }
    const { id, uid } = token;
    return {
      target: id,
      risk: "change",
      title: `Revoke the bootstrap token ${id}`,
      impact: impactOf(token),
      warnings: isProxy
        ? [
            "The Secret kubeadm-certs goes with it: control planes cannot join with a certificate key any more.",
          ]
        : [],
      basis: { uid },
      steps: [revokeToken.with({ id, uid })],
    };
  },
});

function isOf({ ours, annotations }: BootstrapToken, operation: string): boolean {
  return ours && annotations[tokenOf] === operation;
}

/** Of what may be a whole token, its id alone. */
function saidOf(typed: string): string {
  return typed.startsWith("op-") ? typed : typed.slice(0, 6);
}

function impactOf({ id, description }: BootstrapToken): readonly string[] {
  return [
    `No machine can join with ${id} any more${description ? `, made “${description}”` : ""}.`,
    "Nodes that have joined with it go on: they have certificates of their own.",
  ];
}
