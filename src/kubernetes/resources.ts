// Every path of the API server that the adapter reads, as one table: URLs are built from it and RBAC is compared with it.
import { RefusedError } from "#src/errors.ts";

export type Verb = "get" | "list" | "watch";

export type Resource = {
  /** "" is the core group. */
  readonly group: string;
  readonly version: string;
  /** As RBAC writes it; a subresource follows a slash. */
  readonly resource: string;
  readonly verbs: readonly Verb[];
  /** Where Wheelhouse reads it: everywhere (undefined), or in one namespace only. */
  readonly namespace?: string;
};

export const resources = {
  nodes: { group: "", version: "v1", resource: "nodes", verbs: ["list", "watch"] },
  pods: { group: "", version: "v1", resource: "pods", verbs: ["get", "list", "watch"] },
  podLogs: { group: "", version: "v1", resource: "pods/log", verbs: ["get"] },
  events: { group: "", version: "v1", resource: "events", verbs: ["list"] },
  services: { group: "", version: "v1", resource: "services", verbs: ["list"] },
  endpointSlices: { group: "discovery.k8s.io", version: "v1", resource: "endpointslices", verbs: ["list"] },
  daemonSets: { group: "apps", version: "v1", resource: "daemonsets", verbs: ["list", "watch"] },
  deployments: { group: "apps", version: "v1", resource: "deployments", verbs: ["list"] },
  statefulSets: { group: "apps", version: "v1", resource: "statefulsets", verbs: ["list"] },
  jobs: { group: "batch", version: "v1", resource: "jobs", verbs: ["list"] },
  cronJobs: { group: "batch", version: "v1", resource: "cronjobs", verbs: ["list"] },
  leases: {
    group: "coordination.k8s.io",
    version: "v1",
    resource: "leases",
    verbs: ["list", "watch"],
    namespace: "kube-system",
  },
} as const satisfies Record<string, Resource>;

/** Paths outside the resource tree; ClusterRole system:public-info-viewer grants both to everybody. */
export const nonResourcePaths = { version: "/version", ready: "/readyz" } as const;

type Place = { readonly namespace?: string | undefined; readonly name?: string };
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/apis/apps/v1/namespaces/kube-system/daemonsets?limit=500`; every part is escaped. Throws RefusedError for no name. */
export function resourcePath(resource: Resource, place: Place = {}, query: Query = {}): string {
  const [type = "", subresource] = resource.resource.split("/");
  const namespace = place.namespace ?? resource.namespace;
  const parts = [
    ...(resource.group === "" ? ["api"] : ["apis", resource.group]),
    resource.version,
    ...(namespace === undefined ? [] : ["namespaces", namespace]),
    type,
    ...(place.name === undefined ? [] : [place.name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `/${parts.map(pathSegment).join("/")}${queryString(query)}`;
}

// An empty name would turn a read into a list, and dots would climb: URL parsers resolve even escaped ones.
function pathSegment(part: string): string {
  if (/^\.{0,2}$/.test(part) || !part.isWellFormed()) throw new RefusedError(`"${part}" is no name`);
  return encodeURIComponent(part);
}

function queryString(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === false ? [] : [`${key}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
