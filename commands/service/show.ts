// /k8s service show <service>
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { findNamed } from "#src/card/find.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import {
  type Backends,
  backendsOf,
  isApiServer,
  isEmpty,
  isPending,
  nodePortUrls,
  portsOf,
} from "#src/card/service-rows.ts";
import { serviceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Service } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "One service: its backends, and the URLs that should answer",
  role: "viewer",
  args: z.object({ service: serviceName }),
  positional: ["service"],
  async answer({ service: typed }, { cluster, now, signal }) {
    await settle(cluster, signal);
    const service = findNamed(cluster.name, "service", await cluster.services(undefined, signal), typed);
    const { namespace, name } = service;
    const backends = backendsOf(service, await cluster.endpoints(namespace, signal));
    const urls = nodePortUrls(service, backends, cluster.snapshot().nodes);
    const empty = isEmpty(service, backends);
    const selector = Object.entries(service.selector).map(([key, value]) => `${key}=${value}`);
    return {
      headline: `${namespace}/${name} on ${cluster.name}${backendsSaid(service, backends)}`,
      tone: empty ? "bad" : backends.unready.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "facts",
          facts: [
            ["Type", typeOf(service)],
            ["Cluster IP", service.clusterIP || "none"],
            ["Ports", portsOf(service) || "none"],
            ["Selector", selector.join(", ") || selectorless(service)],
            ...(service.externalIPs.length > 0
              ? [["External IPs", service.externalIPs.join(", ")] as const]
              : []),
            ...(service.loadBalancer.length > 0
              ? [["Load balancer", service.loadBalancer.join(", ")] as const]
              : []),
            ...(isPending(service)
              ? [["Load balancer", "pending: nothing has given it an address"] as const]
              : []),
          ],
        },
        { kind: "list", title: urls.length > 0 ? urlsTitle(empty) : "", lines: urls },
        {
          kind: "table",
          title: backends.ready.length + backends.unready.length > 0 ? "Backends" : "",
          table: {
            columns: [{ title: "Pod" }, { title: "Ready" }, { title: "Address" }, { title: "Node" }],
            rows: [...backends.unready, ...backends.ready].map(({ pod, ready, addresses, node }) => [
              pod || (isApiServer(service) ? "API server" : "(no pod)"),
              ready ? "✓" : "✗",
              addresses.join(", "),
              node,
            ]),
          },
        },
        ...(empty && selector.length > 0
          ? [{ kind: "text" as const, text: `No ready pod in ${namespace} carries ${selector.join(", ")}.` }]
          : []),
      ],
      buttons: [
        {
          label: "Refresh",
          line: `service show ${namespace}/${name} --cluster=${cluster.name}`,
          how: "redraw",
        },
      ],
      freshness: readNow(now),
    };
  },
});

function backendsSaid(service: Service, { ready, unready }: Backends): string {
  if (service.type === "ExternalName") return " is a name for something outside the cluster";
  if (ready.length === 0) return " has no ready backend";
  const rest = unready.length > 0 ? `, ${unready.length} not ready` : "";
  return `: ${count(ready.length, "ready backend")}${rest}`;
}

function urlsTitle(empty: boolean): string {
  return empty ? "Should answer once a backend is ready" : "Should answer at";
}

function selectorless(service: Service): string {
  if (isApiServer(service)) return "none: the API server enters itself";
  return service.type === "ExternalName"
    ? "none: it is only another name"
    : "none: its endpoints are written by hand";
}

function typeOf({ type, externalTrafficPolicy }: Service): string {
  return externalTrafficPolicy === "Local" ? `${type}, only on nodes with a ready backend` : type;
}
