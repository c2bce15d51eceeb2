// /version, /livez, /readyz and the discovery documents that clients read first.
import type { Api } from "./api.ts";
import { apiVersionOf, RESOURCES, type Resource, VERBS } from "./resources.ts";

export function versionDocument(version: string): object {
  const [major = "1", minor = "37"] = version.replace(/^v/, "").split(".");
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: "4a3e7cd0b1cf1c5e0e9a2cfd0e05f8e3a7b0c6d1",
    gitTreeState: "clean",
    buildDate: "2026-10-13T15:31:52Z",
    goVersion: "go1.26.3",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

const CHECKS = [
  "ping",
  "log",
  "etcd",
  "etcd-readiness",
  "informer-sync",
  "poststarthook/start-apiserver-admission-initializer",
  "poststarthook/generic-apiserver-start-informers",
  "poststarthook/priority-and-fairness-config-consumer",
  "poststarthook/priority-and-fairness-filter",
  "poststarthook/storage-object-count-tracker-hook",
  "poststarthook/start-apiextensions-informers",
  "poststarthook/start-apiextensions-controllers",
  "poststarthook/crd-informer-synced",
  "poststarthook/start-system-namespaces-controller",
  "poststarthook/start-cluster-authentication-info-controller",
  "poststarthook/start-kube-apiserver-identity-lease-controller",
  "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
  "poststarthook/start-legacy-token-tracking-controller",
  "poststarthook/start-service-ip-repair-controllers",
  "poststarthook/rbac/bootstrap-roles",
  "poststarthook/scheduling/bootstrap-system-priority-classes",
  "poststarthook/priority-and-fairness-config-producer",
  "poststarthook/bootstrap-controller",
  "poststarthook/start-kubernetes-service-cidr-controller",
  "poststarthook/aggregator-reload-proxy-client-cert",
  "poststarthook/start-kube-aggregator-informers",
  "poststarthook/apiservice-status-local-available-controller",
  "poststarthook/apiservice-status-remote-available-controller",
  "poststarthook/apiservice-registration-controller",
  "poststarthook/apiservice-discovery-controller",
  "poststarthook/kube-apiserver-autoregistration",
  "autoregister-completion",
  "poststarthook/apiservice-openapi-controller",
  "poststarthook/apiservice-openapiv3-controller",
  "shutdown",
];
const NOT_IN_LIVEZ = ["etcd-readiness", "informer-sync", "shutdown"];

/** Code and text of /livez, /readyz and /healthz. A failing check always prints the list, a passing one only if verbose. */
export function healthAnswer(
  api: Api,
  path: string,
  url: URL,
): { readonly code: number; readonly text: string } {
  const [, endpoint = "", only] = path.split("/", 3);
  const excluded = url.searchParams.getAll("exclude");
  const checks = CHECKS.filter((name) => endpoint === "readyz" || !NOT_IN_LIVEZ.includes(name))
    .filter((name) => !excluded.includes(name))
    .filter((name) => only === undefined || name === path.slice(endpoint.length + 2));
  if (checks.length === 0) return { code: 404, text: "404 page not found\n" };
  const lines = checks.map((name) =>
    api.failingChecks.has(name) ? `[-]${name} failed: reason withheld` : `[+]${name} ok`,
  );
  if (checks.some((name) => api.failingChecks.has(name))) {
    return { code: 500, text: `${lines.join("\n")}\n${endpoint} check failed\n` };
  }
  if (!url.searchParams.has("verbose")) return { code: 200, text: "ok" };
  return { code: 200, text: `${lines.join("\n")}\n${endpoint} check passed\n` };
}

/** The document at /api, /apis, /api/v1 or /apis/<group>[/<version>], or undefined. */
export function discoveryDocument(path: string, serverAddress: string): object | undefined {
  const parts = path.split("/").filter((part) => part !== "");
  if (path === "/api" || path === "/api/") return coreVersions(serverAddress);
  if (parts[0] === "api" && parts.length === 2) return resourceList("", parts[1] ?? "");
  if (parts[0] !== "apis") return undefined;
  if (parts.length === 1)
    return { kind: "APIGroupList", apiVersion: "v1", groups: groups().map(groupDocument) };
  const group = parts[1] ?? "";
  if (parts.length > 3 || !groups().includes(group)) return undefined;
  if (parts.length === 2) return { kind: "APIGroup", apiVersion: "v1", ...groupDocument(group) };
  return resourceList(group, parts[2] ?? "");
}

function coreVersions(serverAddress: string): object {
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress }];
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs };
}

function groups(): readonly string[] {
  return [...new Set(RESOURCES.map(({ group }) => group))].filter((group) => group !== "");
}

function groupDocument(name: string): object {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
}

function resourceList(group: string, version: string): object | undefined {
  const served = RESOURCES.filter((resource) => resource.group === group && resource.version === version);
  const [first] = served;
  if (first === undefined) return undefined;
  const resources = served.flatMap((resource) => [resourceEntry(resource), ...subresourceEntries(resource)]);
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion: apiVersionOf(first), resources };
}

function resourceEntry({ name, kind, namespaced, shortNames }: Resource): object {
  const short = shortNames.length > 0 ? { shortNames } : {};
  return { name, singularName: kind.toLowerCase(), namespaced, kind, verbs: VERBS, ...short };
}

function subresourceEntries({ name, kind, namespaced, subresources }: Resource): readonly object[] {
  return subresources.map((subresource) => {
    const entry = { name: `${name}/${subresource}`, singularName: "", namespaced };
    if (subresource === "log") return { ...entry, kind, verbs: ["get"] };
    if (subresource !== "eviction") return { ...entry, kind, verbs: ["get", "patch", "update"] };
    return { ...entry, group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] };
  });
}
