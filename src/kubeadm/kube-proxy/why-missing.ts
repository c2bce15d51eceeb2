// Why kube-proxy does not run on some nodes, as far as its DaemonSet tells.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { type Finding, findingsOf } from "./causes.ts";
import { readProxy, withLabels } from "./read.ts";

/** Only what is about one of these nodes: while it is rolled out anew it is missing where nothing keeps it off. */
export async function whyMissing(
  cluster: ClusterView,
  on: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const [{ rollout, nodes, absent }, { version }] = await Promise.all([
    readProxy(cluster, signal),
    cluster.health(signal),
  ]);
  const labelled = await withLabels(cluster, absent, signal);
  const all = findingsOf({ template: rollout.template, absent: labelled, nodes, version });
  return all.filter((finding) => finding.nodes.some((name) => on.includes(name)));
}
