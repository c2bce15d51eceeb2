// /k8s pod list [namespace] [--unhealthy] [--node <node>]
import { z } from "zod";
import { count, shorten } from "#src/base/text.ts";
import type { Button } from "#src/card/answer.ts";
import { checkNamespace, findNode } from "#src/card/find.ts";
import { freshnessOf, unreachable } from "#src/card/freshness.ts";
import { look } from "#src/card/look.ts";
import { podTable, ratePods } from "#src/card/pod-rows.ts";
import { namespaceName, nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { quoteWord } from "#src/command/words.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { isPassing } from "#src/kubeadm/passing.ts";
import type { Pod } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "Pods, worst first",
  role: "viewer",
  args: z.object({
    namespace: namespaceName.optional(),
    unhealthy: z.boolean().default(false).meta({ short: "u", description: "Only those that need a look" }),
    node: nodeName.optional().meta({ description: "Only on this node" }),
  }),
  positional: ["namespace"],
  async answer({ namespace, unhealthy, node: typed }, { cluster, now, signal }) {
    const { snapshot } = await look(cluster, { now, signal });
    const { pods, reach } = snapshot;
    const node = typed === undefined ? undefined : findNode(cluster, typed).name;
    const inScope = pods.filter(
      (pod) =>
        (namespace === undefined || pod.namespace === namespace) && (node === undefined || pod.node === node),
    );
    if (inScope.length === 0) checkNamespace(cluster, namespace);
    const asked = ratePods(inScope, snapshot);
    const unwell = asked.filter(({ health }) => !health.healthy);
    const lost = lostNodes(snapshot.nodes);
    const ill = unwell.filter(({ pod }) => lost.has(pod.node) || !isPassing(pod, now));
    const wrong = ill.length;
    const passing = unwell.length - wrong;
    const where = [namespace && ` in ${namespace}`, node && ` on ${node}`].filter(Boolean).join("");
    const broken = unreachable(reach, now);
    const flags = [
      unhealthy && "--unhealthy",
      node && `--node=${quoteWord(node)}`,
      namespace && `--namespace=${quoteWord(namespace)}`,
    ];
    const line = ["pod list", ...flags, `--cluster=${cluster.name}`].filter(Boolean).join(" ");
    return {
      headline: broken ?? `${cluster.name}: ${standing({ wrong, passing, all: asked.length }, where)}`,
      tone: broken ? "bad" : wrong > 0 ? "warning" : asked.length > 0 ? "good" : "neutral",
      parts: [
        {
          kind: "table",
          title: broken ? "Pods when they were last seen" : "",
          table: podTable(unhealthy ? unwell : asked, now),
        },
      ],
      buttons: [
        { label: "Refresh", line, how: "redraw" },
        ...ill.slice(0, 1).map(({ pod }) => whyButton(pod, cluster.name)),
      ],
      freshness: freshnessOf(reach, now),
    };
  },
});

/** The first that a list shows is what most people ask about next. */
function whyButton({ namespace, name }: Pod, cluster: string): Button {
  return {
    label: shorten(`Why ${name}`, 40),
    line: `doctor ${quoteWord(`${namespace}/${name}`)} --cluster=${cluster}`,
    how: "thread",
  };
}

type Counted = { readonly wrong: number; readonly passing: number; readonly all: number };

/** As a status counts them. */
function standing({ wrong, passing, all }: Counted, where: string): string {
  if (all === 0) return `no pods${where}`;
  const moving = passing > 0 ? `, ${passing} starting or ending` : "";
  if (wrong > 0) return `${wrong} of ${count(all, "pod")}${where} not well${moving}`;
  if (passing > 0) return `${count(all, "pod")}${where}${moving}`;
  return `${count(all, "pod")}${where}, ${all === 1 ? "and it is" : "all"} well`;
}
