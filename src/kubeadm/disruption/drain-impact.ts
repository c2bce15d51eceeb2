// What a drain does to whoever depends on the node, in words with numbers.

import { count, few } from "#src/base/text.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { controllerOf, sayController, sayPod } from "../controller.ts";
import { isFinished } from "../pod-health.ts";
import { forecast, sayBudget } from "./budgets.ts";
import type { Loss } from "./judge-pod.ts";
import type { DrainFacts } from "./read-drain.ts";
import { hostFolders } from "./volumes.ts";

/** More are counted. */
const named = 8;

export function drainImpact(facts: DrainFacts): readonly string[] {
  return [
    goingLine(facts),
    finishedLine(facts),
    stayingLine(facts),
    leavingLine(facts),
    goneLine(facts),
    lostLine(facts, "emptydir", "The data of emptyDir volumes is deleted for good"),
    lostLine(facts, "unmanaged", "Deleted for good, as nothing makes them anew"),
    lostLine(facts, "orphaned", "Deleted for good, as their DaemonSet is gone"),
    jobLine(facts),
    folderLine(facts),
    budgetLine(facts),
  ].filter((line) => line !== "");
}

function goingLine({ going, node }: DrainFacts): string {
  const running = runningOf(going);
  if (running.length === 0) return `No pod has to leave ${node.name}.`;
  const said = tally(running).map(([owner, pods]) => (pods === 1 ? owner : `${pods} of ${owner}`));
  const verb = running.length === 1 ? "has" : "have";
  return `${count(running.length, "pod")} ${verb} to leave ${node.name}: ${few(said, named)}.`;
}

function finishedLine({ going }: DrainFacts): string {
  const pods = podsOf(going).filter(isFinished).map(sayPod);
  return pods.length === 0
    ? ""
    : `${count(pods.length, "finished pod")} deleted, with what it logged: ${few(pods, named)}.`;
}

function stayingLine({ daemons, statics }: DrainFacts): string {
  const all = [
    daemons.length > 0 ? `${count(daemons.length, "pod")} of DaemonSets` : "",
    statics.length > 0 ? count(statics.length, "static pod") : "",
  ].filter(Boolean);
  return all.length > 0 ? `${all.join(" and ")} stay.` : "";
}

function leavingLine({ leaving }: DrainFacts): string {
  if (leaving.length === 0) return "";
  const pods = few(leaving.map(sayPod), named);
  return `${count(leaving.length, "pod")} ending already, only waited for: ${pods}.`;
}

/** Workloads of which nothing runs meanwhile; a budget that lets them go in turns sees to the others. */
function goneLine({ going, rollouts, budgets }: DrainFacts): string {
  const held = new Set(
    forecast(podsOf(going), budgets).flatMap((each) => (each.outlook === "free" ? [] : each.pods)),
  );
  const running = runningOf(going);
  const gone = tally(running.filter((pod) => !held.has(pod)))
    .filter(([owner, pods]) => pods >= (rollouts.get(owner)?.desired ?? Number.POSITIVE_INFINITY))
    .map(([owner, pods]) => (pods === 1 ? owner : `${owner} (${pods})`));
  if (gone.length === 0) return "";
  if (gone.length === tally(running).length)
    return "Every replica of them runs here: down until started elsewhere.";
  return `Every replica runs here, so down until started elsewhere: ${few(gone, named)}.`;
}

function lostLine({ going }: DrainFacts, loss: Loss, said: string): string {
  const pods = going.filter(({ losses }) => losses.includes(loss)).map(({ pod }) => sayPod(pod));
  return pods.length === 0 ? "" : `${said}: ${few(pods, 2 * named)}.`;
}

function jobLine({ going }: DrainFacts): string {
  const jobs = going.filter(({ pod }) => pod.owner?.kind === "Job" && pod.phase === "Running");
  return jobs.length === 0
    ? ""
    : `Cut off and begun anew by their Job: ${few(
        jobs.map(({ pod }) => sayPod(pod)),
        named,
      )}.`;
}

function folderLine({ going, node }: DrainFacts): string {
  const used = going.flatMap(({ pod }) => hostFolders(pod).map((folder) => `${folder} (${sayPod(pod)})`));
  return used.length === 0
    ? ""
    : `These folders stay on ${node.name}, each node has its own: ${few(used, named)}.`;
}

function budgetLine({ going, budgets }: DrainFacts): string {
  const asked = forecast(podsOf(going), budgets);
  const said = asked.map(
    ({ budget, pods }) =>
      `${sayBudget(budget)} allows ${budget.disruptionsAllowed} now, asked ${pods.length}`,
  );
  return said.length === 0 ? "" : `Disruption budgets: ${few(said, named)}.`;
}

function runningOf(going: DrainFacts["going"]): readonly PodFacts[] {
  return podsOf(going).filter((pod) => !isFinished(pod));
}

/** How many pods of each controller, most first. */
function tally(pods: readonly PodFacts[]): readonly (readonly [string, number])[] {
  const groups = Map.groupBy(pods, (pod) => sayController(controllerOf(pod)));
  return [...groups]
    .map(([owner, each]) => [owner, each.length] as const)
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

export function podsOf(going: DrainFacts["going"]): readonly PodFacts[] {
  return going.map(({ pod }) => pod);
}
