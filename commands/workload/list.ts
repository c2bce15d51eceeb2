// /k8s workload list [namespace]
import { z } from "zod";
import { count, span } from "#src/base/text.ts";
import { checkNamespace } from "#src/card/find.ts";
import { readNow } from "#src/card/freshness.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Workload } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "Deployments, StatefulSets, DaemonSets and Jobs, incomplete ones first",
  role: "viewer",
  aliases: ["deployments", "daemonsets", "ds", "statefulsets", "sts", "jobs", "cronjobs"],
  args: z.object({ namespace: namespaceName.optional() }),
  positional: ["namespace"],
  async answer({ namespace }, { cluster, now, signal }) {
    const workloads = await cluster.workloads(namespace, signal);
    if (workloads.length === 0) checkNamespace(cluster, namespace);
    const lacking = workloads.filter(isLacking).sort((a, b) => a.ready / a.desired - b.ready / b.desired);
    const rows = [...lacking, ...workloads.filter((each) => !isLacking(each))];
    return {
      headline: `${cluster.name}: ${count(workloads.length, "workload")}${namespace ? ` in ${namespace}` : ""}${lacking.length > 0 ? `, ${lacking.length} incomplete` : ""}`,
      tone: lacking.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Workload" },
              { title: "Ready", align: "right" },
              { title: "Kind" },
              { title: "Age", align: "right" },
              { title: "Namespace" },
              { title: "Note" },
            ],
            rows: rows.map((each) => [
              each.name,
              readySaid(each),
              each.kind,
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

/** A Job on its way and a suspended CronJob lack nothing. */
function isLacking({ kind, ready, desired, problem }: Workload): boolean {
  if (kind === "CronJob") return false;
  return kind === "Job" ? problem !== "" : ready < desired || problem !== "";
}

function readySaid({ kind, ready, desired }: Workload): string {
  if (kind === "CronJob") return ready > 0 ? `${ready} running` : "";
  return `${ready}/${desired}`;
}
