// /k8s token show <token or operation>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { defineReveal, type RevealContext } from "#src/command/define.ts";
import { joinCommand, joinConfiguration } from "#src/kubeadm/join/join-command.ts";
import { joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { isExpired } from "#src/kubeadm/join/token.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import type { BootstrapToken } from "#src/kubernetes/facts.ts";

export default defineReveal({
  summary: "The join command of a token, to whoever asked for it alone",
  role: "operator",
  args: z.object({
    token: z
      .string()
      .min(1)
      .max(40)
      .meta({ pick: "token", description: "Id of the token, or of the operation that made it" }),
  }),
  positional: ["token"],
  async find({ token: typed }, context) {
    const { cluster, operations, now, signal, revealToken } = context;
    const token = await findToken(typed, context);
    const operation = await operations.find(token.annotations[tokenOf] ?? "");
    // Whoever may write Secrets may write any annotation: what it names must have made a token of this cluster.
    const isMaker = operation.plan.steps.some(({ step }) => step === "create-token");
    if (!isMaker || operation.cluster !== cluster.name) throw notOurs(token);
    return {
      operation,
      what: `token ${token.id}`,
      read: async () => {
        const facts = await readFacts(context);
        const join = { ...facts, token: await revealToken(token.id, signal) };
        return {
          headline: `The join command for ${cluster.name}, which only you see here`,
          texts: [
            { title: "On the machine that is to join, as root:", text: joinCommand(join) },
            {
              title: "Or, so that the token is in no list of processes, as a file that only root can read:",
              text: `${joinConfiguration(join)}\n\n# kubeadm join --config <file>`,
            },
          ],
          hint: `Whoever has it can join any machine${endOf(token, now)}. token revoke ${token.id} ends it as soon as your machine is in.`,
        };
      },
    };
  },
});

async function findToken(typed: string, { cluster, now, signal }: RevealContext): Promise<BootstrapToken> {
  const all = await cluster.bootstrapTokens(signal);
  const found = all.find(({ id, annotations }) => id === typed || annotations[tokenOf] === typed);
  if (!found || isExpired(found, now)) {
    throw new RefusedError(`There is no token of ${typed} on ${cluster.name} any more.`, {
      hint: "token create makes one.",
    });
  }
  if (!found.ours || found.annotations[tokenOf] === undefined) throw notOurs(found);
  return found;
}

function notOurs({ id }: BootstrapToken): RefusedError {
  return new RefusedError(`Wheelhouse did not make the token ${id}, so it shows nothing of it.`, {
    hint: "token create makes one for you.",
  });
}

/** As they are now: what was approved proves nothing about what cluster-info says today. */
async function readFacts({ cluster, signal }: RevealContext) {
  const [info, root] = await Promise.all([
    cluster.configMap("kube-public", "cluster-info", signal),
    cluster.configMap("kube-public", "kube-root-ca.crt", signal),
  ]);
  const facts = joinFactsOf(info, root);
  if (!facts.trusted) throw new RefusedError(facts.why, { hint: facts.hint });
  return facts;
}

function endOf({ expiresAt }: BootstrapToken, now: number): string {
  return expiresAt === undefined ? "" : ` for another ${span(expiresAt - now)}`;
}
