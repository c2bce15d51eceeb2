// One sentence about a cluster, and the colour it deserves.

import { count } from "#src/base/text.ts";
import type { Problem } from "#src/incident/rule.ts";
import { isReady, lostNodes } from "#src/kubeadm/components.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Tone } from "./answer.ts";
import { unreachable } from "./freshness.ts";

export type Verdict = { readonly headline: string; readonly tone: Tone };

export function verdictOn(
  name: string,
  snapshot: Snapshot,
  problems: readonly Problem[],
  now: number,
): Verdict {
  const { reach } = snapshot;
  const broken = unreachable(reach, now);
  if (broken) return { headline: broken, tone: "bad" };
  if (reach.state === "connecting")
    return { headline: `${name}: still reading the cluster`, tone: "unknown" };
  if (snapshot.nodes.length === 0) return { headline: `${name} has no nodes`, tone: "warning" };
  const standing = `${nodesReady(snapshot)}, ${podsRunning(snapshot)}`;
  const serious = problems.filter(({ severity }) => severity !== "info");
  if (serious.length === 0) return { headline: `${name} is healthy: ${standing}`, tone: "good" };
  const worst = serious.some(({ severity }) => severity === "critical") ? "bad" : "warning";
  return { headline: `${name} has ${count(serious.length, "problem")}: ${standing}`, tone: worst };
}

export function nodesReady({ nodes }: Snapshot): string {
  return `${nodes.filter(isReady).length} of ${count(nodes.length, "node")} ready`;
}

export function podsRunning({ nodes, pods }: Snapshot): string {
  const lost = lostNodes(nodes);
  const healthy = pods.filter((pod) => healthOf(pod, lost).healthy).length;
  return `${healthy} of ${count(pods.length, "pod")} well`;
}
