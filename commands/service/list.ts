// /k8s service list [namespace]
import { z } from "zod";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { count } from "#src/text.ts";
import { readNow } from "#src/view/freshness.ts";
import { backendsOf, isEmpty, portsOf } from "#src/view/service-rows.ts";

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
    const rated = services.map((service) => ({ service, backends: backendsOf(service, endpoints) }));
    const empty = rated.filter(({ service, backends }) => isEmpty(service, backends));
    const rows = [...empty, ...rated.filter((each) => !empty.includes(each))];
    return {
      headline: `${cluster.name}: ${count(services.length, "service")}${namespace ? ` in ${namespace}` : ""}, ${empty.length} without a ready backend`,
      tone: empty.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Service" },
              { title: "Type" },
              { title: "Ports" },
              { title: "Ready", align: "right" },
              { title: "Cluster IP" },
              { title: "Namespace" },
            ],
            rows: rows.map(({ service, backends }) => [
              service.name,
              service.type,
              portsOf(service),
              isEmpty(service, backends) ? "0 ✗" : `${backends.ready.length}`,
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
