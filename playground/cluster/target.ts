// What a request asks for: verb, resource, namespace and name, read from method and path as Kubernetes does.
import { keyOf, type Resource, resourceOf } from "./resources.ts";

/** One request as a test sees it. For a path that is no resource, `resource` is "" and verb the method. */
export type RequestRecord = {
  readonly method: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly query: string;
  /** What came with a change, as text. */
  body: string;
  /** What was answered, or lost on its way; undefined while there is no answer. */
  code: number | undefined;
};

export type Target = {
  readonly verb: string;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string;
};

const VERB_OF_METHOD: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  GET: "get",
  HEAD: "get",
};

/** The target, or undefined for /version, /readyz, discovery and paths nobody serves. */
export function readTarget(method: string, url: URL): Target | undefined {
  const parts = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const group = parts[0] === "apis" ? parts[1] : parts[0] === "api" ? "" : undefined;
  if (group === undefined) return undefined;
  const version = parts[group === "" ? 1 : 2];
  const rest = parts.slice(group === "" ? 2 : 3);
  const inNamespace = rest[0] === "namespaces" && rest.length > 2 && rest[2] !== "status";
  const [plural, name, subresource = ""] = inNamespace ? rest.slice(2) : rest;
  const resource = plural === undefined ? undefined : resourceOf(keyOf({ group, name: plural }));
  if (resource === undefined || resource.version !== version) return undefined;
  if (resource.namespaced !== inNamespace && (inNamespace || name !== undefined)) return undefined;
  if (subresource !== "" && !resource.subresources.includes(subresource)) return undefined;
  const namespace = inNamespace ? rest[1] : undefined;
  return { verb: verbOf(method, url, name), resource, namespace, name, subresource };
}

export function recordOf(method: string, url: URL, target: Target | undefined): RequestRecord {
  return {
    method,
    verb: target?.verb ?? method.toLowerCase(),
    group: target?.resource.group ?? "",
    resource: target?.resource.name ?? "",
    subresource: target?.subresource ?? "",
    namespace: target?.namespace ?? "",
    name: target?.name ?? "",
    path: url.pathname,
    query: url.search,
    body: "",
    code: undefined,
  };
}

/** Whether a verb is none that only reads. */
export function isChange(verb: string | undefined): boolean {
  return verb !== undefined && !["get", "list", "watch"].includes(verb);
}

export function isTrue(value: string | null): boolean {
  return value === "true" || value === "1";
}

function verbOf(method: string, url: URL, name: string | undefined): string {
  const verb = VERB_OF_METHOD[method] ?? method.toLowerCase();
  if (verb === "get" && isTrue(url.searchParams.get("watch"))) return "watch";
  if (name !== undefined) return verb;
  if (verb === "get") return "list";
  return verb === "delete" ? "deletecollection" : verb;
}
