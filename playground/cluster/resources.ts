// The resources this API server serves.

export type Resource = {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in paths. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
};

export const VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"] as const;

export const RESOURCES: readonly Resource[] = [
  cluster("", "v1", "nodes", "Node", ["no"], ["status", "proxy"]),
  cluster("", "v1", "namespaces", "Namespace", ["ns"], ["status"]),
  cluster("", "v1", "persistentvolumes", "PersistentVolume", ["pv"], ["status"]),
  namespaced("", "v1", "pods", "Pod", ["po"], ["status", "log", "eviction"]),
  namespaced("", "v1", "services", "Service", ["svc"], ["status"]),
  namespaced("", "v1", "endpoints", "Endpoints", ["ep"]),
  namespaced("", "v1", "events", "Event", ["ev"]),
  namespaced("", "v1", "configmaps", "ConfigMap", ["cm"]),
  namespaced("", "v1", "secrets", "Secret"),
  namespaced("", "v1", "serviceaccounts", "ServiceAccount", ["sa"], ["token"]),
  namespaced("", "v1", "replicationcontrollers", "ReplicationController", ["rc"], ["status"]),
  namespaced("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", ["pvc"], ["status"]),
  namespaced("apps", "v1", "deployments", "Deployment", ["deploy"], ["status"]),
  namespaced("apps", "v1", "replicasets", "ReplicaSet", ["rs"], ["status"]),
  namespaced("apps", "v1", "statefulsets", "StatefulSet", ["sts"], ["status"]),
  namespaced("apps", "v1", "daemonsets", "DaemonSet", ["ds"], ["status"]),
  namespaced("apps", "v1", "controllerrevisions", "ControllerRevision"),
  namespaced("batch", "v1", "jobs", "Job", [], ["status"]),
  namespaced("batch", "v1", "cronjobs", "CronJob", ["cj"], ["status"]),
  namespaced("coordination.k8s.io", "v1", "leases", "Lease"),
  namespaced("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
  namespaced("events.k8s.io", "v1", "events", "Event", ["ev"]),
  namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", ["pdb"], ["status"]),
  cluster(
    "certificates.k8s.io",
    "v1",
    "certificatesigningrequests",
    "CertificateSigningRequest",
    ["csr"],
    ["status", "approval"],
  ),
  cluster(
    "admissionregistration.k8s.io",
    "v1",
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
  ),
  cluster(
    "admissionregistration.k8s.io",
    "v1",
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
  ),
  cluster("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
  cluster("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole"),
  cluster("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding"),
  namespaced("rbac.authorization.k8s.io", "v1", "roles", "Role"),
  namespaced("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
  cluster("storage.k8s.io", "v1", "storageclasses", "StorageClass", ["sc"]),
  namespaced("networking.k8s.io", "v1", "ingresses", "Ingress", ["ing"], ["status"]),
];

/** `pods`, `apps/deployments`: how the store and requests name a resource. */
export function keyOf(resource: Pick<Resource, "group" | "name">): string {
  return resource.group === "" ? resource.name : `${resource.group}/${resource.name}`;
}

/** `v1`, `apps/v1`. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

const byKey = new Map(RESOURCES.map((resource) => [keyOf(resource), resource]));
const byKind = new Map(RESOURCES.map((resource) => [`${apiVersionOf(resource)}/${resource.kind}`, resource]));

export function resourceOf(key: string): Resource | undefined {
  return byKey.get(key);
}

/** The resource an object belongs to; an unknown kind is a mistake of whoever made the object. */
export function resourceOfObject(object: { readonly apiVersion: string; readonly kind: string }): Resource {
  const resource = byKind.get(`${object.apiVersion}/${object.kind}`);
  if (resource === undefined) throw new Error(`no resource serves ${object.apiVersion} ${object.kind}`);
  return resource;
}

function namespaced(
  group: string,
  version: string,
  name: string,
  kind: string,
  shortNames: readonly string[] = [],
  subresources: readonly string[] = [],
): Resource {
  return { group, version, name, kind, namespaced: true, shortNames, subresources };
}

function cluster(
  group: string,
  version: string,
  name: string,
  kind: string,
  shortNames: readonly string[] = [],
  subresources: readonly string[] = [],
): Resource {
  return { group, version, name, kind, namespaced: false, shortNames, subresources };
}
