// Deletes pods that are over for good, each by its uid. A pod that has failed never runs again, so nothing that runs can be meant.
import { z } from "zod";
import { count, few } from "#src/base/text.ts";
import { sayPod } from "#src/kubeadm/controller.ts";
import { inBatches } from "#src/kubeadm/disruption/in-batches.ts";
import { podDeletionCall } from "#src/kubernetes/calls/pods.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  pods: z.array(z.object({ namespace: z.string(), name: z.string(), uid: z.string() })).min(1),
});
type Input = z.output<typeof input>;

const atOnce = 8;

export default defineStep({
  name: "delete-ended-pods",
  input,
  timeoutMs: 2 * 60_000,
  title: ({ pods }) => `Delete ${count(pods.length, "pod")} that ${pods.length === 1 ? "is" : "are"} over`,
  calls: ({ pods }) => pods.map(podDeletionCall),
  done: async (given, { cluster, signal }) => {
    const left = await stillThere(given, cluster, signal);
    const gone = given.pods.length - left.length;
    const said = `${gone} of ${count(given.pods.length, "pod")} ${gone === 1 ? "is" : "are"} gone`;
    if (left.length === 0) return { goal: "holds", evidence: said };
    return { goal: "open", evidence: `${said}; still there: ${few(left.map(sayPod), 5)}`, reached: gone };
  },
  run: async (given, { cluster, signal }) => {
    const left = await stillThere(given, cluster, signal);
    await inBatches(left, atOnce, (pod) => cluster.deletePod(pod, {}, signal));
  },
});

async function stillThere(
  { pods }: Input,
  cluster: StepContext["cluster"],
  signal: AbortSignal,
): Promise<Input["pods"]> {
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const found = await Promise.all(namespaces.map((namespace) => cluster.pods({ namespace }, signal)));
  const uids = new Set(found.flat().map(({ uid }) => uid));
  return pods.filter(({ uid }) => uids.has(uid));
}
