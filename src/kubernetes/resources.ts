// Every path of the API server that the adapter uses, as one table: URLs are built from it and RBAC is compared with it.
import { RefusedError } from "#src/base/errors.ts";
import type { RolloutName } from "./facts.ts";

export type Verb = "get" | "list" | "watch";
export type ChangeVerb = "get" | "list" | "create" | "update" | "patch" | "delete";

export type Resource = {
  /** "" is the core group. */
  readonly group: string;
  readonly version: string;
  /** As RBAC writes it; a subresource follows a slash. */
  readonly resource: string;
  /** What plans, queries and rules need. */
  readonly verbs: readonly Verb[];
  /** What steps need beside: granted by roles of their own, which an owner may leave out. */
  readonly changes?: readonly ChangeVerb[];
  /** Where Wheelhouse uses it: everywhere (undefined), or in one namespace only. */
  readonly namespace?: string;
  /** Only these objects; RBAC can narrow neither a list nor a creation so. */
  readonly names?: readonly string[];
};

export const resources = {
  nodes: {
    group: "",
    version: "v1",
    resource: "nodes",
    verbs: ["get", "list", "watch"],
    changes: ["patch", "delete"],
  },
  pods: { group: "", version: "v1", resource: "pods", verbs: ["get", "list", "watch"], changes: ["delete"] },
  namespaces: { group: "", version: "v1", resource: "namespaces", verbs: ["list"] },
  podLogs: { group: "", version: "v1", resource: "pods/log", verbs: ["get"] },
  podEvictions: { group: "", version: "v1", resource: "pods/eviction", verbs: [], changes: ["create"] },
  events: { group: "", version: "v1", resource: "events", verbs: ["list"] },
  services: { group: "", version: "v1", resource: "services", verbs: ["list"] },
  persistentVolumes: { group: "", version: "v1", resource: "persistentvolumes", verbs: ["list"] },
  persistentVolumeClaims: { group: "", version: "v1", resource: "persistentvolumeclaims", verbs: ["list"] },
  endpointSlices: { group: "discovery.k8s.io", version: "v1", resource: "endpointslices", verbs: ["list"] },
  daemonSets: {
    group: "apps",
    version: "v1",
    resource: "daemonsets",
    verbs: ["get", "list", "watch"],
    changes: ["patch"],
  },
  deployments: {
    group: "apps",
    version: "v1",
    resource: "deployments",
    verbs: ["get", "list"],
    changes: ["patch"],
  },
  statefulSets: {
    group: "apps",
    version: "v1",
    resource: "statefulsets",
    verbs: ["get", "list"],
    changes: ["patch"],
  },
  jobs: { group: "batch", version: "v1", resource: "jobs", verbs: ["list"] },
  cronJobs: { group: "batch", version: "v1", resource: "cronjobs", verbs: ["list"] },
  disruptionBudgets: { group: "policy", version: "v1", resource: "poddisruptionbudgets", verbs: ["list"] },
  validatingWebhooks: {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "validatingwebhookconfigurations",
    verbs: ["list"],
  },
  mutatingWebhooks: {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "mutatingwebhookconfigurations",
    verbs: ["list"],
  },
  leases: {
    group: "coordination.k8s.io",
    version: "v1",
    resource: "leases",
    verbs: ["list", "watch"],
    namespace: "kube-system",
  },
  kubeProxyConfig: {
    group: "",
    version: "v1",
    resource: "configmaps",
    verbs: ["get"],
    changes: ["patch"],
    namespace: "kube-system",
    names: ["kube-proxy"],
  },
  kubeadmConfig: {
    group: "",
    version: "v1",
    resource: "configmaps",
    verbs: ["get"],
    namespace: "kube-system",
    names: ["kubeadm-config", "kubelet-config"],
  },
  publicConfig: {
    group: "",
    version: "v1",
    resource: "configmaps",
    verbs: ["get"],
    namespace: "kube-public",
    names: ["cluster-info", "kube-root-ca.crt"],
  },
  tokens: {
    group: "",
    version: "v1",
    resource: "secrets",
    verbs: [],
    changes: ["get", "list", "create", "delete"],
    namespace: "kube-system",
  },
  certificateRequests: {
    group: "certificates.k8s.io",
    version: "v1",
    resource: "certificatesigningrequests",
    verbs: ["list"],
    changes: ["get"],
  },
  certificateApprovals: {
    group: "certificates.k8s.io",
    version: "v1",
    resource: "certificatesigningrequests/approval",
    verbs: [],
    changes: ["update"],
  },
} as const satisfies Record<string, Resource>;

export type ResourceName = keyof typeof resources;

/** Granted by deploy/overlays/kubelets only, as whoever may get it may run commands in every container. */
export const kubeletProxy: Resource = { group: "", version: "v1", resource: "nodes/proxy", verbs: ["get"] };

/** Paths outside the resource tree; ClusterRole system:public-info-viewer grants the first two to everybody. */
export const nonResourcePaths = { version: "/version", ready: "/readyz", metrics: "/metrics" } as const;

type Place = { readonly namespace?: string | undefined; readonly name?: string };
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/apis/apps/v1/namespaces/kube-system/daemonsets?limit=500`; every part is escaped. Throws RefusedError for no name. */
export function resourcePath(resource: Resource, place: Place = {}, query: Query = {}): string {
  return `/${partsOf(resource, place).map(pathSegment).join("/")}${queryString(query)}`;
}

/** The path of a call that changes something: what is in angle brackets stays, as the place of what is not known yet. */
export function callPath(resource: Resource, place: Place = {}): string {
  const parts = partsOf(resource, place).map((part) =>
    part.split(/(<[^<>]+>)/).map((piece, at) => (at % 2 === 0 && piece !== "" ? pathSegment(piece) : piece)),
  );
  if (parts.some((pieces) => pieces.join("") === "")) throw new RefusedError('"" is no name');
  return `/${parts.map((pieces) => pieces.join("")).join("/")}`;
}

function partsOf(resource: Resource, place: Place): readonly string[] {
  const [type = "", subresource] = resource.resource.split("/");
  const namespace = place.namespace ?? resource.namespace;
  return [
    ...(resource.group === "" ? ["api"] : ["apis", resource.group]),
    resource.version,
    ...(namespace === undefined ? [] : ["namespaces", namespace]),
    type,
    ...(place.name === undefined ? [] : [place.name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
}

export function rolloutResource({ kind }: Pick<RolloutName, "kind">): Resource {
  if (kind === "Deployment") return resources.deployments;
  return kind === "StatefulSet" ? resources.statefulSets : resources.daemonSets;
}

export function configMapResource(namespace: string, name?: string): Resource {
  const known: readonly Resource[] = [
    resources.kubeProxyConfig,
    resources.kubeadmConfig,
    resources.publicConfig,
  ];
  const there = known.filter((each) => each.namespace === namespace);
  const found = there.find(({ names }) => name !== undefined && names?.includes(name)) ?? there[0];
  if (found === undefined)
    throw new RefusedError(`Wheelhouse has no business with ConfigMaps in ${namespace}`);
  return found;
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
