// /k8s workload list [namespace]
import { z } from "zod";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Workload } from "#src/kubernetes/objects.ts";
import { count, span } from "#src/text.ts";
import { readNow } from "#src/view/freshness.ts";

export default defineQuery({
  summary: "Deployments, StatefulSets, DaemonSets and Jobs, incomplete ones first",
  role: "viewer",
  args: z.object({ namespace: namespaceName.optional() }),
  positional: ["namespace"],
  async answer({ namespace }, { cluster, now, signal }) {
    const workloads = await cluster.workloads(namespace, signal);
    const lacking = workloads.filter(isLacking);
    const rows = [...lacking, ...workloads.filter((each) => !isLacking(each))];
    return {
      headline: `${cluster.name}: ${count(workloads.length, "workload")}${namespace ? ` in ${namespace}` : ""}, ${lacking.length} incomplete`,
      tone: lacking.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Workload" },
              { title: "Kind" },
              { title: "Ready", align: "right" },
              { title: "Age", align: "right" },
              { title: "Namespace" },
              { title: "Problem" },
            ],
            rows: rows.map((each) => [
              each.name,
              each.kind,
              `${each.ready}/${each.desired}`,
              span(now - each.createdAt),
              each.namespace,
              each.problem,
            ]),
          },
        },
      ],
      buttons: [
        {
          label: "Refresh",
          line: `workload list ${namespace ? `--namespace=${namespace} ` : ""}--cluster=${cluster.name}`,
          how: "redraw",
        },
      ],
      freshness: readNow(now),
    };
  },
});

function isLacking({ ready, desired, problem }: Workload): boolean {
  return ready < desired || problem !== "";
}
