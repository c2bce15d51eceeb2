// /k8s pod list [namespace] [--unhealthy] [--node <node>]
import { z } from "zod";
import { namespaceName, nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { quoteWord } from "#src/command/words.ts";
import { healthOf } from "#src/kubernetes/pod-health.ts";
import { count } from "#src/text.ts";
import { findNode } from "#src/view/find.ts";
import { freshnessOf, settle, unreachable } from "#src/view/freshness.ts";
import { podTable } from "#src/view/pod-rows.ts";

export default defineQuery({
  summary: "Pods, worst first",
  role: "viewer",
  args: z.object({
    namespace: namespaceName.optional(),
    unhealthy: z.boolean().default(false).meta({ short: "u", description: "Only those that need a look" }),
    node: nodeName.optional().meta({ description: "Only on this node" }),
  }),
  positional: ["namespace"],
  async answer({ namespace, unhealthy, node }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const { pods, reach } = cluster.snapshot();
    if (node !== undefined) findNode(cluster, node);
    const asked = pods.filter(
      (pod) =>
        (namespace === undefined || pod.namespace === namespace) && (node === undefined || pod.node === node),
    );
    const unwell = asked.filter((pod) => !healthOf(pod).healthy);
    const where = [namespace && ` in ${namespace}`, node && ` on ${node}`].filter(Boolean).join("");
    const broken = unreachable(reach, now);
    const standing =
      unwell.length === 0
        ? `${count(asked.length, "pod")}${where}, all well`
        : `${unwell.length} of ${count(asked.length, "pod")}${where} not well`;
    const flags = [
      unhealthy && "--unhealthy",
      node && `--node=${quoteWord(node)}`,
      namespace && `--namespace=${quoteWord(namespace)}`,
    ];
    const line = ["pod list", ...flags, `--cluster=${cluster.name}`].filter(Boolean).join(" ");
    return {
      headline: broken ?? `${cluster.name}: ${standing}`,
      tone: broken ? "bad" : unwell.length > 0 ? "warning" : "good",
      parts: [{ kind: "table", table: podTable(unhealthy ? unwell : asked, now) }],
      buttons: [{ label: "Refresh", line, how: "redraw" }],
      freshness: freshnessOf(reach, now),
    };
  },
});
