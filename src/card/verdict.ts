// One sentence about a cluster, and the colour it deserves: green only with nothing known to be wrong, and live.

import { count, shorten } from "#src/base/text.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Sight } from "#src/incident/sight.ts";
import { isReady, lostNodes } from "#src/kubeadm/components.ts";
import { isPassing } from "#src/kubeadm/passing.ts";
import { healthOf, isFinished } from "#src/kubeadm/pod-health.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Tone } from "./answer.ts";
import { asidesIn } from "./asides.ts";
import { blindness } from "./blind-spots.ts";
import { freshnessOf, isQuiet, unreachable } from "./freshness.ts";

export type Verdict = { readonly headline: string; readonly tone: Tone };

/** A notification shows about as much beside the numbers. */
const longestName = 110;

/** `asides` are what no rule names: they are not red or yellow by themselves, and never green. */
export function verdictOn(
  sight: Sight,
  problems: readonly Problem[],
  asides: readonly Problem[] = asidesIn(sight, problems),
): Verdict {
  const { cluster: name, snapshot, now } = sight;
  const { reach } = snapshot;
  const broken = unreachable(reach, now);
  if (broken) return { headline: broken, tone: "bad" };
  if (reach.state === "connecting")
    return { headline: `${name}: still reading the cluster`, tone: "unknown" };
  if (snapshot.nodes.length === 0) return { headline: `${name} has no nodes`, tone: "warning" };
  const standing = `${nodesReady(snapshot)}, ${podsWell(sight)}`;
  const wrong = problems.filter(isWrong);
  if (wrong.length > 0) return { headline: `${name} has ${named(wrong)}; ${standing}`, tone: toneOf(wrong) };
  const blind = isQuiet(reach, now) ? freshnessOf(reach, now).words : blindness(sight);
  if (blind) return { headline: `${name}: ${blind}; ${standing}`, tone: "unknown" };
  // No rule has a name for it, and it is not well all the same.
  if (tally(sight).unwell > 0) return { headline: `${name}: ${standing}`, tone: "warning" };
  const [first, ...others] = [...problems, ...asides];
  if (first) {
    const more = others.length > 0 ? `, and ${others.length} more to look at` : "";
    return {
      headline: `${name}: ${shorten(first.summary.replace(/\.$/, ""), longestName)}${more}; ${standing}`,
      tone: "neutral",
    };
  }
  return { headline: `${name} is healthy: ${standing}`, tone: "good" };
}

/** Red with anything critical, yellow with anything that is wrong, however young; what is only to be known makes nothing green. */
export function toneOf(problems: readonly Problem[]): Tone {
  if (problems.some(({ severity }) => severity === "critical")) return "bad";
  if (problems.some(isWrong)) return "warning";
  return problems.length > 0 ? "neutral" : "good";
}

/** What somebody works on is as wrong as before, although nobody is woken for it. */
export function isWrong({ severity, inWork }: Problem): boolean {
  return severity !== "info" || inWork === true;
}

/** `2 problems, first pi-1 has been NotReady for 4 min`: in words, as a notification shows nothing else. */
export function named(problems: readonly Problem[]): string {
  const [worst] = problems;
  if (!worst) return "no problem";
  const said = shorten(worst.summary.replace(/\.$/, ""), longestName);
  return problems.length === 1 ? `1 problem: ${said}` : `${count(problems.length, "problem")}, first ${said}`;
}

export function nodesReady({ nodes }: Pick<Snapshot, "nodes">): string {
  return `${nodes.filter(isReady).length} of ${count(nodes.length, "node")} ready`;
}

/** `17 of 20 pods well, 1 on no node, 1 starting or ending`: finished ones do not count, as in the table of nodes. */
export function podsWell(sight: Sight): string {
  const { well, all, homeless, passing } = tally(sight);
  return [
    `${well} of ${count(all, "pod")} well`,
    ...(homeless > 0 ? [`${homeless} on no node`] : []),
    ...(passing > 0 ? [`${passing} starting or ending`] : []),
  ].join(", ");
}

function tally({ snapshot: { nodes, pods }, now }: Sight) {
  const lost = lostNodes(nodes);
  const due = pods.filter((pod) => !isFinished(pod));
  const sick = due.filter((pod) => !healthOf(pod, lost).healthy);
  const passing = sick.filter((pod) => !lost.has(pod.node) && isPassing(pod, now)).length;
  return {
    all: due.length,
    well: due.length - sick.length,
    passing,
    unwell: sick.length - passing,
    homeless: due.filter(({ node }) => node === "").length,
  };
}
