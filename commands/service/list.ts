// /k8s service list [namespace]
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { checkNamespace } from "#src/card/find.ts";
import { readNow } from "#src/card/freshness.ts";
import { type Backends, backendsOf, isEmpty, isPending, portsOf } from "#src/card/service-rows.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Service } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "Services, those without a ready backend first",
  role: "viewer",
  args: z.object({ namespace: namespaceName.optional() }),
  positional: ["namespace"],
  async answer({ namespace }, { cluster, now, signal }) {
    const [services, endpoints] = await Promise.all([
      cluster.services(namespace, signal),
      cluster.endpoints(namespace, signal),
    ]);
    if (services.length === 0) checkNamespace(cluster, namespace);
    const rated = services.map((service) => ({ service, backends: backendsOf(service, endpoints) }));
    const empty = rated.filter(({ service, backends }) => isEmpty(service, backends));
    const broken = empty.filter(({ backends }) => backends.unready.length > 0);
    const rows = [
      ...broken,
      ...empty.filter((each) => !broken.includes(each)),
      ...rated.filter((each) => !empty.includes(each)),
    ];
    return {
      headline: `${cluster.name}: ${count(services.length, "service")}${namespace ? ` in ${namespace}` : ""}${emptySaid(broken.length)}${unusedSaid(empty.length - broken.length)}`,
      tone: broken.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Service" },
              { title: "Ready", align: "right" },
              { title: "Ports" },
              { title: "Type" },
              { title: "Cluster IP" },
              { title: "Namespace" },
            ],
            rows: rows.map(({ service, backends }) => [
              service.name,
              readySaid(service, backends),
              portsOf(service),
              `${service.type}${isPending(service) ? " (no address)" : ""}`,
              service.clusterIP,
              service.namespace,
            ]),
          },
        },
      ],
      buttons: [
        {
          label: "Refresh",
          line: `service list ${namespace ? `--namespace=${namespace} ` : ""}--cluster=${cluster.name}`,
          how: "redraw",
        },
      ],
      freshness: readNow(now),
    };
  },
});

function emptySaid(empty: number): string {
  return empty === 0 ? "" : `, ${empty} without a ready backend`;
}

/** Nothing stands behind it, which is a leftover or a slip as a rule; nothing broke. */
function unusedSaid(unused: number): string {
  return unused === 0 ? "" : `, ${unused} with no pod behind ${unused === 1 ? "it" : "them"}`;
}

function readySaid(service: Service, backends: Backends): string {
  if (service.type === "ExternalName") return "";
  const all = backends.ready.length + backends.unready.length;
  return `${isEmpty(service, backends) && all > 0 ? "✗ " : ""}${backends.ready.length}/${all}`;
}
