// The pods of one node, read fresh and sorted by what a drain does with them.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { isFinished } from "../pod-health.ts";
import { judgePod, type Loss } from "./judge-pod.ts";

export type Going = { readonly pod: PodFacts; readonly losses: readonly Loss[] };

export type NodePods = {
  readonly going: readonly Going[];
  /** Being deleted already. */
  readonly leaving: readonly PodFacts[];
  readonly daemons: readonly PodFacts[];
  readonly statics: readonly PodFacts[];
};

type Reads = Pick<ClusterView, "pods" | "rollout">;

export async function readNodePods(cluster: Reads, node: string, signal: AbortSignal): Promise<NodePods> {
  const pods = await cluster.pods({ node }, signal);
  return sortPods(pods, await daemonSetsOf(cluster, pods, signal));
}

export function sortPods(pods: readonly PodFacts[], daemonSets: ReadonlySet<string>): NodePods {
  const judged = pods.map((pod) => ({ pod, verdict: judgePod(pod, daemonSets) }));
  return {
    going: judged.flatMap(({ pod, verdict }) =>
      verdict.kind === "goes" ? [{ pod, losses: verdict.losses }] : [],
    ),
    leaving: judged.filter(({ verdict }) => verdict.kind === "leaving").map(({ pod }) => pod),
    daemons: staying("daemonset"),
    statics: staying("static"),
  };

  function staying(why: "daemonset" | "static"): readonly PodFacts[] {
    return judged
      .filter(({ verdict }) => verdict.kind === "stays" && verdict.why === why)
      .map(({ pod }) => pod);
  }
}

/** Those that exist of the DaemonSets that the pods name, as `namespace/name`: a pod may outlive its own. */
async function daemonSetsOf(
  cluster: Reads,
  pods: readonly PodFacts[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const named = new Map(
    pods.flatMap((pod) =>
      pod.owner?.kind === "DaemonSet" && !isFinished(pod)
        ? [
            [
              `${pod.namespace}/${pod.owner.name}`,
              { namespace: pod.namespace, name: pod.owner.name },
            ] as const,
          ]
        : [],
    ),
  );
  const found = await Promise.all(
    [...named].map(async ([key, name]) =>
      (await cluster.rollout({ kind: "DaemonSet", ...name }, signal)) ? [key] : [],
    ),
  );
  return new Set(found.flat());
}
