// Deletes one pod and no other of its name. Its goal is that it is gone; what took its place is told, not waited for.

import { z } from "zod";
import { sayPod } from "#src/kubeadm/controller.ts";
import { podDeletionCall } from "#src/kubernetes/calls/pods.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  /** "" while it was not scheduled. */
  node: z.string(),
  /** 0: nobody waits for the kubelet. */
  graceSeconds: z.literal(0).optional(),
  /** Uid of what makes a new one. */
  owner: z.string().optional(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "delete-pod",
  input,
  timeoutMs: 5 * 60_000,
  title: ({ namespace, name }) => `Delete pod ${namespace}/${name}`,
  calls: ({ namespace, name, uid, graceSeconds }) => [
    podDeletionCall({ namespace, name, uid, graceSeconds }),
  ],
  equivalent: ({ namespace, name, graceSeconds }) =>
    `kubectl delete pod ${name} -n ${namespace}${graceSeconds === undefined ? "" : " --force --grace-period=0"}`,
  done: async (given, { cluster, signal }) => {
    const found = await find(given, cluster, signal);
    if (!found) {
      const { said, caveat } = await replacement(given, cluster, signal);
      const evidence = [`${sayPod(given)} is gone`, said].filter(Boolean).join("; ");
      return { goal: "holds", evidence, ...(caveat && { caveat }) };
    }
    const where = found.node === "" ? "" : ` on ${found.node}`;
    const how = found.deletedAt === undefined ? "is still there" : "is ending";
    return { goal: "open", evidence: `${sayPod(given)} ${how}${where}` };
  },
  run: async ({ namespace, name, uid, graceSeconds }, { cluster, signal }) => {
    await cluster.deletePod({ namespace, name, uid }, { graceSeconds }, signal);
  },
});

/** A pod stays on its node, but one that had none may have got one. */
async function find(
  { namespace, node, uid }: Input,
  cluster: StepContext["cluster"],
  signal: AbortSignal,
): Promise<PodFacts | undefined> {
  const scope = node === "" ? { namespace } : { namespace, node };
  return (await cluster.pods(scope, signal)).find((pod) => pod.uid === uid);
}

async function replacement(
  { namespace, owner }: Input,
  cluster: StepContext["cluster"],
  signal: AbortSignal,
): Promise<{ readonly said: string; readonly caveat?: string }> {
  if (owner === undefined) return { said: "" };
  const siblings = (await cluster.pods({ namespace }, signal)).filter(
    (pod) => pod.owner?.uid === owner && pod.deletedAt === undefined,
  );
  const newest = siblings.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const none = "nothing has taken its place yet";
  if (!newest) return { said: none, caveat: none };
  const where = newest.node === "" ? "waits for a node" : `is on ${newest.node}`;
  const said = `the newest of its kind, ${newest.name}, ${where}`;
  if (newest.ready) return { said: `${said} and ready` };
  return { said: `${said}, not ready yet`, caveat: `its successor ${newest.name} is not ready yet` };
}
