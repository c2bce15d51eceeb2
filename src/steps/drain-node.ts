// Evicts every pod but static ones and those of DaemonSets; never deletes one, and never past a budget.

import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { count, few } from "#src/base/text.ts";
import { controllerOf, sayController, sayPod } from "#src/kubeadm/controller.ts";
import { forecast, sayBudget } from "#src/kubeadm/disruption/budgets.ts";
import { inBatches } from "#src/kubeadm/disruption/in-batches.ts";
import { selfBarriers } from "#src/kubeadm/disruption/moving.ts";
import { readDrain } from "#src/kubeadm/disruption/read-drain.ts";
import { type Going, readNodePods } from "#src/kubeadm/disruption/read-node-pods.ts";
import { evictionCall } from "#src/kubernetes/calls/pods.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  node: z.string(),
  uid: z.string(),
  graceSeconds: z.number().int().optional(),
  /** What may be lost, by controller, `Deployment media/jellyfin`; anything else stops the drain. */
  mayLose: z.object({
    /** Its emptyDir data. */
    data: z.array(z.string()).readonly(),
    /** Its pods, as nothing makes new ones. */
    pods: z.array(z.string()).readonly(),
  }),
});
type Input = z.output<typeof input>;

/** Evictions under way at once. */
const atOnce = 8;

export const drainTimeoutMs = 10 * 60_000;

export default defineStep({
  name: "drain-node",
  input,
  timeoutMs: drainTimeoutMs,
  repeats: true,
  title: ({ node }) => `Drain ${node}`,
  calls: ({ node, graceSeconds, mayLose }) => [
    {
      ...evictionCall({ namespace: "<namespace>", name: "<pod>", uid: "<its uid>", graceSeconds }),
      what: [
        `for every pod on ${node} but static ones and those of DaemonSets`,
        ...mayLose.data.map((each) => `including the emptyDir data of ${each}`),
        ...mayLose.pods.map((each) => `including ${each}, which nothing makes anew`),
      ],
    },
  ],
  equivalent: ({ node, graceSeconds, mayLose }) =>
    [
      `kubectl drain ${node} --ignore-daemonsets`,
      mayLose.data.length > 0 ? "--delete-emptydir-data" : "",
      mayLose.pods.length > 0 ? "--force" : "",
      graceSeconds === undefined ? "" : `--grace-period=${graceSeconds}`,
    ]
      .filter(Boolean)
      .join(" "),
  done: async ({ node, uid }, { cluster, signal }) => {
    const found = await cluster.node(node, signal);
    if (found?.uid !== uid) return { goal: "failed", evidence: `${node} is not the node that it was` };
    const { going, leaving } = await readNodePods(cluster, node, signal);
    if (going.length + leaving.length === 0) {
      return { goal: "holds", evidence: `${node} runs nothing but static pods and those of DaemonSets` };
    }
    const waiting = [...(await whyHere(cluster, going, signal)), ...leaving.map(sayLeaving)];
    const verb = waiting.length === 1 ? "is" : "are";
    return {
      goal: "open",
      evidence: `${count(waiting.length, "pod")} ${verb} still on ${node}: ${few(waiting, 5)}`,
    };
  },
  run: async (given, context) => {
    const { cluster, self, signal } = context;
    await mustBeCordoned(given, context);
    const { going, leaving } = await readNodePods(cluster, given.node, signal);
    mustBeAllowed(given, going);
    const isOwn = ({ namespace, name }: PodFacts) => namespace === self?.namespace && name === self.pod;
    const pods = going.map(({ pod }) => pod);
    const others = pods.filter((pod) => !isOwn(pod));
    // Our own end comes last: until then somebody has to see to the others.
    const now = others.length + leaving.length > 0 ? others : pods;
    if (now.some(isOwn)) await mustHaveHome(given, context);
    const grace = { graceSeconds: given.graceSeconds };
    await inBatches(now, atOnce, (pod) => cluster.evict(pod, grace, signal));
  },
});

async function mustBeCordoned({ node, uid }: Input, { cluster, signal }: StepContext): Promise<void> {
  const found = await cluster.node(node, signal);
  if (!found) throw new StepError(`${node} is not a node any more.`);
  if (found.uid !== uid) throw new StepError(`${node} is another node than the one that was approved.`);
  if (found.unschedulable) return;
  throw new StepError(`${node} was uncordoned meanwhile, so pods would come back.`, {
    hint: `kubectl cordon ${node}, then resume.`,
  });
}

/** A node that would have taken us when this was approved may have been cordoned, or filled up, since. */
async function mustHaveHome({ node: name }: Input, { cluster, self, signal }: StepContext): Promise<void> {
  const node = await cluster.node(name, signal);
  const barriers = node && selfBarriers(await readDrain(cluster, node, { self, signal }));
  if (!barriers) return;
  const why = barriers.length > 0 ? few(barriers, 4) : "there is none";
  throw new StepError(
    `Only Wheelhouse itself is left on ${name}, and no other node would take it any more (${why}): it was not evicted, as it would not come back.`,
    { hint: "Make room for it on another node, then resume." },
  );
}

/** The plan named what is lost; what came since was approved by nobody. */
function mustBeAllowed({ node, mayLose }: Input, going: readonly Going[]): void {
  const refused = going.flatMap(({ pod, losses }) => {
    const controller = sayController(controllerOf(pod));
    return losses
      .filter((loss) => !(loss === "emptydir" ? mayLose.data : mayLose.pods).includes(controller))
      .map((loss) => `${sayPod(pod)} (${lossSaid[loss]})`);
  });
  if (refused.length === 0) return;
  throw new StepError(
    `The approved plan does not cover what would be lost with ${few(refused, 5)}. None of it was evicted.`,
    { hint: `Abandon this, and ask for node drain ${node} again.` },
  );
}

const lossSaid = {
  unmanaged: "nothing makes it anew",
  orphaned: "its DaemonSet is gone",
  emptydir: "emptyDir data",
} as const;

/** `shop/db-0 (budget shop/db allows no disruption)`. */
async function whyHere(
  cluster: StepContext["cluster"],
  going: readonly Going[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const pods = going.map(({ pod }) => pod);
  const budgets = pods.length === 0 ? [] : await cluster.disruptionBudgets(undefined, signal);
  const closed = forecast(pods, budgets).filter(({ budget }) => budget.disruptionsAllowed === 0);
  return pods.map((pod) => {
    const by = closed.filter((each) => each.pods.includes(pod)).map(({ budget }) => sayBudget(budget));
    return by.length === 0 ? sayPod(pod) : `${sayPod(pod)} (budget ${by.join(", ")} allows no disruption)`;
  });
}

function sayLeaving(pod: PodFacts): string {
  return `${sayPod(pod)} (ending)`;
}
