// POST, PUT, PATCH, DELETE and evictions.
import { randomBytes } from "node:crypto";
import type { Api, Call } from "./api.ts";
import { allowsEviction } from "./disruption.ts";
import { type Draft, type Fields, isFields, type KubeObject, numberAt, timestamp } from "./object.ts";
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
  qualified,
  unsupportedMediaType,
} from "./status.ts";
import { storedKey } from "./views.ts";

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const BODY_LIMIT_BYTES = 3 * 1024 * 1024; // the API server's own limit

export async function createObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace } = call.target;
  const draft = completed(resource, namespace, await readJson(call));
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
  const stored = isDryRun(call) ? (draft as KubeObject) : api.store.put(withDefaults(draft));
  sendJson(call.request, call.response, 201, stored);
}

export async function updateObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const body = await readJson(call);
  save(
    api,
    call,
    completed(resource, namespace, { ...body, metadata: { name, ...asFields(body.metadata) } }),
  );
}

export async function patchObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const current = stored(api, call);
  const type = (call.request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const patch = await readBody(call);
  const patched = applyPatch(type, current, patch);
  const given = isFields(patch) && isFields(patch.metadata) ? patch.metadata.resourceVersion : undefined;
  const metadata = {
    ...asFields(patched.metadata),
    resourceVersion: given ?? current.metadata.resourceVersion,
  };
  save(api, call, completed(resource, namespace, { ...patched, metadata: { ...metadata, name } }));
}

export async function deleteObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const current = stored(api, call);
  const options = asFields(await readBody(call));
  const asked = call.url.searchParams.get("gracePeriodSeconds");
  const graceSeconds = asked === null ? numberAt(options, "gracePeriodSeconds", -1) : Number(asked);
  const expected = isFields(options.preconditions) ? options.preconditions.uid : undefined;
  if (expected !== undefined && expected !== current.metadata.uid) {
    const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": Precondition failed: UID in precondition: ${String(expected)}, UID in object meta: ${current.metadata.uid}`;
    throw fail(409, "Conflict", message, { name, kind: resource.name });
  }
  if (isDryRun(call)) return sendJson(call.request, call.response, 200, current);
  if (resource.kind === "Pod") {
    removePod(api, current, graceSeconds);
    const left = api.store.get("pods", namespace, name) ?? current;
    return sendJson(call.request, call.response, 200, left);
  }
  if (resource.kind === "Namespace") emptyNamespace(api, name);
  api.store.remove(storedKey(resource), namespace, name);
  const details = { name, ...(resource.group === "" ? {} : { group: resource.group }), kind: resource.name };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" };
  sendJson(call.request, call.response, 200, {
    ...status,
    details: { ...details, uid: current.metadata.uid },
  });
}

export async function evictPod(api: Api, call: Call): Promise<void> {
  const pod = stored(api, call);
  const body = asFields(await readBody(call));
  const refusal = allowsEviction(api.store, pod);
  if (refusal !== undefined) throw refusal;
  if (!isDryRun(call)) removePod(api, pod, numberAt(body, "deleteOptions.gracePeriodSeconds", -1));
  sendJson(call.request, call.response, 201, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
  });
}

function removePod(api: Api, pod: KubeObject, askedGraceSeconds: number): void {
  const own = numberAt(pod, "spec.terminationGracePeriodSeconds", 30);
  const graceSeconds = askedGraceSeconds >= 0 ? askedGraceSeconds : own;
  const { namespace = "", name } = pod.metadata;
  if (graceSeconds === 0 || typeof pod.spec !== "object" || !isFields(pod.spec) || !pod.spec.nodeName) {
    api.store.remove("pods", namespace, name);
    return;
  }
  const deletionTimestamp = timestamp(api.settings.clock.now() + graceSeconds * 1000);
  const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
  if (pod.metadata.deletionTimestamp === undefined) api.store.put({ ...pod, metadata });
  api.terminate(namespace, name, graceSeconds);
}

function emptyNamespace(api: Api, namespace: string): void {
  for (const key of ["pods", "configmaps", "services", "apps/deployments", "apps/replicasets", "events"]) {
    for (const object of api.store.list(key, namespace))
      api.store.remove(key, namespace, object.metadata.name);
  }
}

/** A write of the object leaves its status alone, a write of the status leaves all else. */
function save(api: Api, call: Call, draft: Draft): void {
  const { resource, name = "", subresource } = call.target;
  const current = stored(api, call);
  const asked = draft.metadata.resourceVersion;
  if (asked !== undefined && asked !== "" && asked !== current.metadata.resourceVersion)
    throw conflict(resource, name);
  const uid = draft.metadata.uid;
  if (uid !== undefined && uid !== current.metadata.uid) throw conflict(resource, name);
  const next =
    subresource === "" ? keepStatus(resource, current, draft) : { ...current, ...statusPart(draft) };
  if (isDryRun(call)) return sendJson(call.request, call.response, 200, next);
  sendJson(call.request, call.response, 200, api.store.put(next));
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

function statusPart(draft: Draft): Fields {
  return draft.status === undefined ? {} : { status: draft.status };
}

function applyPatch(type: string, current: KubeObject, patch: unknown): Fields {
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
    ...body,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { ...given, name, ...place },
  };
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

function withDefaults(draft: Draft): Draft {
  if (draft.kind === "Pod" && draft.status === undefined) {
    return { ...draft, status: { phase: "Pending", qosClass: "BestEffort" } };
  }
  if (draft.kind === "Namespace") return { ...draft, status: { phase: "Active" } };
  return draft.apiVersion === "apps/v1"
    ? { ...draft, metadata: { ...draft.metadata, generation: 1 } }
    : draft;
}

function stored(api: Api, { target }: Call): KubeObject {
  const { resource, namespace, name = "" } = target;
  const object = api.store.get(storedKey(resource), namespace, name);
  if (object === undefined) throw notFound(resource, name);
  return object;
}

async function readJson(call: Call): Promise<Fields> {
  const body = await readBody(call);
  if (!isFields(body)) throw badRequest("the request's body is not an object");
  return body;
}

async function readBody({ request }: Call): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) {
      throw fail(413, "RequestEntityTooLarge", `Request entity too large: limit is ${BODY_LIMIT_BYTES}`);
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`error decoding the request's body: ${String(error)}`);
  }
}

function isDryRun({ url }: Call): boolean {
  return url.searchParams.get("dryRun") === "All";
}

function asFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function suffix(): string {
  return [...randomBytes(5)].map((byte) => "bcdfghjklmnpqrstvwxz2456789"[byte % 27]).join("");
}
