// POST, PUT and PATCH.
import { randomBytes } from "node:crypto";
import { rulesFor } from "./access.ts";
import type { Api, Call } from "./api.ts";
import { readBody, readJson } from "./body.ts";
import { checkApproval, checkSigner, datedConditions } from "./certificate-requests.ts";
import { type Draft, type Fields, isFields, type KubeObject } from "./object.ts";
import { applyJsonPatch, applyMergePatch, applyStrategicPatch } from "./patch.ts";
import { apiVersionOf, keyOf, type Resource } from "./resources.ts";
import { sendJson } from "./respond.ts";
import {
  alreadyExists,
  badRequest,
  conflict,
  fail,
  invalid,
  notFound,
  uidConflict,
  unsupportedMediaType,
} from "./status.ts";
import { storedKey } from "./views.ts";

const APPLY = "application/apply-patch+yaml";
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

export async function createObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace } = call.target;
  const draft = completed(resource, namespace, await readJson(call.request));
  const { name } = draft.metadata;
  if (namespace !== undefined && api.store.get("namespaces", undefined, namespace) === undefined) {
    throw fail(404, "NotFound", `namespaces "${namespace}" not found`, {
      name: namespace,
      kind: "namespaces",
    });
  }
  if (api.store.get(keyOf(resource), namespace, String(name)) !== undefined) {
    throw alreadyExists(resource, String(name));
  }
  const stored = isDryRun(call) ? (draft as KubeObject) : api.store.put(withDefaults(draft, call));
  sendJson(call.request, call.response, 201, stored);
}

export async function updateObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const body = await readJson(call.request);
  save(
    api,
    call,
    completed(resource, namespace, { ...body, metadata: { name, ...asFields(body.metadata) } }),
  );
}

export async function patchObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const type = (call.request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  if (type === APPLY && api.store.get(storedKey(resource), namespace, name) === undefined)
    return createObject(api, call);
  const current = stored(api, call);
  const patch = await readBody(call.request);
  const patched = applyPatch(type, current, patch);
  const given = isFields(patch) && isFields(patch.metadata) ? patch.metadata.resourceVersion : undefined;
  const metadata = {
    ...asFields(patched.metadata),
    ...(resource.kind === "Node" && { managedFields: managedFields(current, patched, managerOf(call)) }),
    resourceVersion: given ?? current.metadata.resourceVersion,
  };
  save(api, call, completed(resource, namespace, { ...patched, metadata: { ...metadata, name } }));
}

/** Of all fields only whether a node takes pods has an owner here: whoever changed it last, and nobody where it is not set. */
function managedFields(current: KubeObject, patched: Fields, manager: string): readonly Fields[] {
  const [before, after] = [current.spec, patched.spec].map((spec) => asFields(spec).unschedulable === true);
  const known = (current.metadata.managedFields ?? []) as readonly Fields[];
  if (before === after) return known;
  const others = known.filter(
    ({ fieldsV1 }) => !("f:unschedulable" in asFields(asFields(fieldsV1)["f:spec"])),
  );
  const fieldsV1 = { "f:spec": { "f:unschedulable": {} } };
  const own = { manager, operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1 };
  return after ? [...others, own] : others;
}

/** As the API server names it: what the request says, or else the program. */
function managerOf({ request, url }: Call): string {
  const program = (request.headers["user-agent"] ?? "unknown").split("/")[0] ?? "";
  return url.searchParams.get("fieldManager") ?? program;
}

/** A write of the object leaves its status alone, a write of the status leaves all else. */
function save(api: Api, call: Call, draft: Draft): void {
  const { resource, name = "", subresource } = call.target;
  const current = stored(api, call);
  const asked = draft.metadata.resourceVersion;
  if (asked !== undefined && asked !== "" && asked !== current.metadata.resourceVersion)
    throw conflict(resource, name);
  checkUid(call, current, draft);
  if (subresource === "approval") {
    checkSigner(call.identity, current, rulesFor(api, call.identity));
    checkApproval(current, draft);
  }
  const next =
    subresource === "" ? keepStatus(resource, current, draft) : { ...current, ...statusPart(api, draft) };
  if (isDryRun(call)) return sendJson(call.request, call.response, 200, next);
  sendJson(call.request, call.response, 200, api.store.put(next));
}

/** A replacement takes the uid for a precondition, a patch for a change of what cannot change. */
function checkUid({ target, request }: Call, current: KubeObject, draft: Draft): void {
  const { resource, name = "" } = target;
  const { uid } = draft.metadata;
  if (uid === undefined || uid === current.metadata.uid) return;
  if (request.method === "PUT")
    throw uidConflict(resource, name, { asked: uid, found: current.metadata.uid });
  const message = `Invalid value: ${JSON.stringify(uid)}: field is immutable`;
  throw invalid({ kind: resource.kind, group: resource.group, name }, [
    { field: "metadata.uid", reason: "FieldValueInvalid", message },
  ]);
}

function keepStatus(resource: Resource, current: KubeObject, draft: Draft): Draft {
  if (!resource.subresources.includes("status")) return draft;
  const { status: _status, ...rest } = draft;
  return current.status === undefined
    ? (rest as Draft)
    : {
        ...rest,
        apiVersion: draft.apiVersion,
        kind: draft.kind,
        metadata: draft.metadata,
        status: current.status,
      };
}

function statusPart(api: Api, draft: Draft): Fields {
  if (draft.status === undefined) return {};
  if (draft.kind !== "CertificateSigningRequest") return { status: draft.status };
  return { status: datedConditions(draft, api.settings.clock.now()) };
}

function applyPatch(type: string, current: KubeObject, patch: unknown): Fields {
  // Of a server-side apply, what its first manager may see of it: lists without keys, as RBAC's, are replaced whole.
  if (type === APPLY) return asFields(applyMergePatch(current, patch));
  if (type === "application/merge-patch+json") return asFields(applyMergePatch(current, patch));
  if (type === "application/strategic-merge-patch+json") return asFields(applyStrategicPatch(current, patch));
  if (type === "application/json-patch+json") return asFields(applyJsonPatch(current, patch));
  throw unsupportedMediaType(type);
}

function completed(resource: Resource, namespace: string | undefined, body: Fields): Draft {
  const given = asFields(body.metadata);
  const generated = typeof given.generateName === "string" ? `${given.generateName}${suffix()}` : undefined;
  const name = given.name ?? generated;
  checkName(resource, name);
  if (namespace !== undefined && given.namespace !== undefined && given.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const place = namespace === undefined ? {} : { namespace };
  return {
    ...withData(resource, body),
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { ...given, name, ...place },
  };
}

/** stringData is for writing only. */
function withData(resource: Resource, body: Fields): Fields {
  if (resource.kind !== "Secret" || !isFields(body.stringData)) return body;
  const { stringData, ...rest } = body;
  const encoded = Object.entries(stringData as Fields).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString("base64"),
  ]);
  return { ...rest, data: { ...asFields(body.data), ...Object.fromEntries(encoded) } };
}

function checkName(resource: Resource, name: unknown): void {
  const subject = { kind: resource.kind, group: resource.group, name: typeof name === "string" ? name : "" };
  const field = "metadata.name";
  if (typeof name !== "string" || name === "") {
    const message = "Required value: name or generateName is required";
    throw invalid(subject, [{ field, reason: "FieldValueRequired", message }]);
  }
  if (NAME.test(name)) return;
  const message = `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;
  throw invalid(subject, [{ field, reason: "FieldValueInvalid", message }]);
}

function withDefaults(draft: Draft, { identity }: Call): Draft {
  if (draft.kind === "CertificateSigningRequest") {
    const { user: username, groups } = identity;
    return { ...draft, spec: { ...asFields(draft.spec), username, groups }, status: {} };
  }
  if (draft.kind === "PodDisruptionBudget") {
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    return { ...draft, metadata: { ...draft.metadata, generation: 1 }, status };
  }
  if (draft.kind === "Pod" && draft.status === undefined) {
    return { ...draft, status: { phase: "Pending", qosClass: "BestEffort" } };
  }
  if (draft.kind === "Namespace") return { ...draft, status: { phase: "Active" } };
  if (draft.apiVersion !== "apps/v1") return draft;
  return { ...draft, metadata: { ...draft.metadata, generation: 1 }, spec: withStrategy(draft) };
}

function withStrategy({ kind, spec }: Draft): unknown {
  if (kind !== "DaemonSet") return spec;
  const updateStrategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
  return { updateStrategy, ...asFields(spec) };
}

export function stored(api: Api, { target }: Call): KubeObject {
  const { resource, namespace, name = "" } = target;
  const object = api.store.get(storedKey(resource), namespace, name);
  if (object === undefined) throw notFound(resource, name);
  return object;
}

export function isDryRun({ url }: Call): boolean {
  return url.searchParams.get("dryRun") === "All";
}

export function asFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function suffix(): string {
  return [...randomBytes(5)].map((byte) => "bcdfghjklmnpqrstvwxz2456789"[byte % 27]).join("");
}
