// /k8s node drain <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, nodeLock } from "#src/base/lock-names.ts";
import { few } from "#src/base/text.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { controllerOf, sayController, sayPod } from "#src/kubeadm/controller.ts";
import { contested, forecast, sayBudget } from "#src/kubeadm/disruption/budgets.ts";
import { drainImpact, podsOf } from "#src/kubeadm/disruption/drain-impact.ts";
import { drainWarnings } from "#src/kubeadm/disruption/drain-warnings.ts";
import type { Loss } from "#src/kubeadm/disruption/judge-pod.ts";
import { homelessIn, movingIn, selfBarriers } from "#src/kubeadm/disruption/moving.ts";
import { nodePart } from "#src/kubeadm/disruption/node-part.ts";
import { type DrainFacts, readDrain } from "#src/kubeadm/disruption/read-drain.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import type { Plan } from "#src/operation/plan.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import drainNode, { drainTimeoutMs } from "#src/steps/drain-node.ts";

export default defineOperation({
  summary: "Cordon a node and evict its pods, as kubectl drain does",
  role: "operator",
  risk: "change",
  args: z.object({
    node: nodeName,
    grace: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_600)
      .optional()
      .meta({ description: "Seconds that each pod gets to end; its own if not given" }),
    "delete-emptydir-data": z
      .boolean()
      .default(false)
      .meta({ description: "Also pods with emptyDir volumes, whose data is lost" }),
    force: z.boolean().default(false).meta({ description: "Also pods that nothing makes anew" }),
  }),
  positional: ["node"],
  aliases: ["drain"],
  async plan({ node, grace, force, ...flags }, context) {
    const { cluster } = context;
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"] };
    const { facts, ...plan } = await planDrain(typed, context);
    checkPointless(facts);
    const offers = [{ label: "Uncordon", line: `node uncordon ${plan.target} --cluster=${cluster.name}` }];
    return { ...plan, offers };
  },
});

export type Drained = Flags & { readonly node: string; readonly grace?: number | undefined };

/** What drains a node, also where more comes after it. @throws RefusedError where it must not be */
export async function planDrain(
  { node: typed, grace, force, deleteData }: Drained,
  { cluster, self, signal }: PlanContext,
): Promise<Plan & { readonly facts: DrainFacts }> {
  await settle(cluster, signal);
  const { name } = findNode(cluster, typed);
  const node = await cluster.node(name, signal);
  if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
  const facts = await readDrain(cluster, node, { self, signal });
  checkLosses(facts, { force, deleteData });
  checkBudgets(facts);
  checkSelf(facts);
  const mayLose = {
    data: losing(facts, ["emptydir"]),
    pods: losing(facts, ["unmanaged", "orphaned"]),
  };
  return {
    facts,
    target: name,
    risk: isDestructive(facts, mayLose) ? "destructive" : "change",
    title: `Drain ${name}`,
    impact: drainImpact(facts),
    warnings: drainWarnings(facts, { timeoutMs: drainTimeoutMs, graceSeconds: grace }),
    basis: { uid: node.uid, risks: risksOf(facts) },
    steps: [
      cordonNode.with({ node: name, uid: node.uid }),
      drainNode.with({ node: name, uid: node.uid, graceSeconds: grace, mayLose }),
    ],
    locks: [clusterLock(cluster.name), nodeLock(cluster.name, name)],
  };
}

function checkPointless({ node, going, leaving }: DrainFacts): void {
  if (!node.unschedulable || going.length + leaving.length > 0) return;
  throw new RefusedError(`${node.name} is drained already.`, { hint: `node uncordon ${node.name}` });
}

type Flags = { readonly force: boolean; readonly deleteData: boolean };

/** All of them at once, with the line that would do. */
function checkLosses({ node, going }: DrainFacts, { force, deleteData }: Flags): void {
  const withLoss = (loss: Loss) =>
    going.filter(({ losses }) => losses.includes(loss)).map(({ pod }) => sayPod(pod));
  const data = deleteData ? [] : withLoss("emptydir");
  const unmanaged = force ? [] : withLoss("unmanaged");
  const orphaned = force ? [] : withLoss("orphaned");
  const problems = [
    ...said(unmanaged, "would be gone for good, as nothing makes them anew (--force)"),
    ...said(orphaned, "belong to a DaemonSet that is gone (--force)"),
    ...said(data, "would lose the data of their emptyDir volumes (--delete-emptydir-data)"),
  ];
  if (problems.length === 0) return;
  const needed = [
    force || unmanaged.length + orphaned.length > 0 ? " --force" : "",
    deleteData || data.length > 0 ? " --delete-emptydir-data" : "",
  ].join("");
  throw new RefusedError(`${node.name} was not drained: ${problems.join("; ")}.`, {
    hint: `node drain ${node.name}${needed} does it all the same.`,
  });
}

function said(pods: readonly string[], why: string): readonly string[] {
  return pods.length === 0 ? [] : [`${few(pods, 8)} ${why}`];
}

function checkBudgets({ going, budgets }: DrainFacts): void {
  const found = contested(podsOf(going), budgets);
  if (found.length === 0) return;
  const names = found.map(({ pod, budgets: both }) => `${sayPod(pod)} (${few(both.map(sayBudget), 3)})`);
  throw new RefusedError(
    `More than one disruption budget selects ${few(names, 5)}, and the API server evicts no such pod.`,
    { hint: "Let only one of them select it." },
  );
}

/** Nobody would be left to finish, or to uncordon. */
function checkSelf(facts: DrainFacts): void {
  const isOwn = ({ pod }: { readonly pod: PodFacts }) => pod.uid === facts.self?.uid;
  // Others that leave with it may take the room that it needs.
  const crowded = homelessIn(facts).some(isOwn) ? ["what leaves with it takes the room"] : undefined;
  const barriers = selfBarriers(facts) ?? crowded;
  if (!barriers) return;
  const { name } = facts.node;
  const why = barriers.length > 0 ? few(barriers, 4) : "there is none";
  throw new RefusedError(
    `Wheelhouse itself runs on ${name}, and no other node would take it (${why}): it would not come back.`,
    {
      hint: `Make room for it on another node first; \`kubectl drain ${name} --ignore-daemonsets\` from your machine does it all the same.`,
    },
  );
}

type MayLose = { readonly data: readonly string[]; readonly pods: readonly string[] };

/** By what would be lost, not by which flag was given; nobody stops the last control plane with one click. */
function isDestructive({ node, nodes, pods }: DrainFacts, { data, pods: gone }: MayLose): boolean {
  const { controlPlane, otherControlPlanes } = nodePart(node.name, { nodes, pods });
  return data.length + gone.length > 0 || (controlPlane && otherControlPlanes === 0);
}

/** By controller, so that a replica more or less voids nothing. */
function losing({ going }: DrainFacts, wanted: readonly Loss[]): string[] {
  const controllers = going
    .filter(({ losses }) => losses.some((loss) => wanted.includes(loss)))
    .map(({ pod }) => sayController(controllerOf(pod)));
  return [...new Set(controllers)].sort();
}

/** What makes it another decision when it changes; the list of pods does not. */
function risksOf(facts: DrainFacts): readonly string[] {
  const { controlPlane, otherControlPlanes } = nodePart(facts.node.name, facts);
  const never = forecast(podsOf(facts.going), facts.budgets).filter(({ outlook }) => outlook === "never");
  return [
    controlPlane ? (otherControlPlanes === 0 ? "last control plane" : "control plane") : "",
    facts.self ? "Wheelhouse itself" : "",
    ...placeRisks(facts),
    ...never.map(({ budget }) => `budget ${sayBudget(budget)}`).sort(),
  ].filter((risk) => risk !== "");
}

/** That nothing finds a place, or which workload no node takes: how much room is left changes with every pod. */
function placeRisks(facts: DrainFacts): readonly string[] {
  const left = homelessIn(facts);
  if (left.length === 0) return [];
  if (left.length === movingIn(facts).length) return ["no other node"];
  const barred = left.filter(({ why }) => why === "no node takes it").map(({ pod }) => controllerOf(pod));
  return [...new Set(barred.map((controller) => `no place for ${sayController(controller)}`))].sort();
}
