// What a drain is allowed to do to a node's pods, judged before anything moves: refused, or named with what it loses.
import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { controllerOf, sayController, sayPod } from "../controller.ts";
import { contested, forecast, sayBudget } from "./budgets.ts";
import { podsOf } from "./drain-impact.ts";
import type { Loss } from "./judge-pod.ts";
import { homelessIn, movingIn, selfBarriers } from "./moving.ts";
import { nodePart } from "./node-part.ts";
import type { DrainFacts } from "./read-drain.ts";

export type DrainVerdict = {
  /** By controller, for the step. */
  readonly mayLose: MayLose;
  readonly risk: "change" | "destructive";
  /** What makes it another decision when it changes. */
  readonly risks: readonly string[];
};

/**
 * `line` is what somebody typed, for the hint of a refusal: `node drain w3`.
 * @throws RefusedError when pods would be lost that nobody named, or Wheelhouse itself would not come back
 */
export function judgeDrain(facts: DrainFacts, flags: DrainFlags, line: string): DrainVerdict {
  checkMadeAnew(facts);
  checkLosses(facts, flags, line);
  checkBudgets(facts);
  checkSelf(facts);
  const mayLose = {
    data: losing(facts, ["emptydir"]),
    pods: losing(facts, ["unmanaged", "orphaned"]),
  };
  return { mayLose, risk: isDestructive(facts, mayLose) ? "destructive" : "change", risks: risksOf(facts) };
}

export type DrainFlags = { readonly force: boolean; readonly deleteData: boolean };

/** All of them at once, with the line that would do. */
function checkLosses({ node, going }: DrainFacts, { force, deleteData }: DrainFlags, line: string): void {
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
    hint: `\`${line}${needed}\` does it all the same.`,
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

/** No flag brings back a bot that nothing makes anew. */
function checkMadeAnew({ node, going, self }: DrainFacts): void {
  const own = going.find(({ pod }) => pod.uid === self?.uid);
  if (!own?.losses.some((loss) => loss === "unmanaged" || loss === "orphaned")) return;
  throw new RefusedError(
    `Wheelhouse itself runs on ${node.name}, in a pod that nothing makes anew: it would not come back.`,
    { hint: "Run it as a Deployment on another node first." },
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
