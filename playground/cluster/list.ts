// GET of one object or of a list: versions, selectors, pages.
import { randomUUID } from "node:crypto";
import { negotiate } from "./accept.ts";
import type { Api, Call } from "./api.ts";
import type { KubeObject } from "./object.ts";
import { canEncode, encode, encodeList } from "./protobuf.ts";
import { apiVersionOf, type Resource } from "./resources.ts";
import { send, sendJson } from "./respond.ts";
import { selectorOf } from "./selectors.ts";
import { badRequest, expiredContinue, invalid, notFound, tooLargeVersion } from "./status.ts";
import { storedKey, viewOf } from "./views.ts";

const KEPT_LISTS = 100;
const PROTOBUF = "application/vnd.kubernetes.protobuf";

export function getObject(api: Api, { target, request, response }: Call): void {
  const { resource, namespace, name = "" } = target;
  const stored = api.store.get(storedKey(resource), namespace, name);
  if (stored === undefined) throw notFound(resource, name);
  const object = viewOf(resource, stored);
  const format = negotiate(request.headers.accept, api.settings.protobuf && canEncode(resource.kind));
  if (format === "json") return sendJson(request, response, 200, object);
  send(request, response, { code: 200, type: PROTOBUF, body: encode(resource.kind, object) });
}

export function listObjects(api: Api, call: Call): void {
  const { target, url, request, response } = call;
  const { resource } = target;
  const format = negotiate(request.headers.accept, api.settings.protobuf && canEncode(resource.kind));
  const { version, items, continueWith, remaining } = page(api, call);
  const metadata = {
    resourceVersion: String(version),
    ...(continueWith === undefined ? {} : { continue: continueWith }),
    ...(remaining === undefined || hasSelector(url) ? {} : { remainingItemCount: remaining }),
  };
  const list = { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata };
  if (format === "protobuf") {
    return send(request, response, {
      code: 200,
      type: PROTOBUF,
      body: encodeList(resource.kind, list, items),
    });
  }
  sendJson(request, response, 200, { ...list, items: items.map(withoutTypeMeta) });
}

type Result = {
  readonly version: number;
  readonly items: readonly KubeObject[];
  readonly continueWith?: string;
  readonly remaining?: number;
};

function page(api: Api, { target, url }: Call): Result {
  const query = url.searchParams;
  const token = query.get("continue") ?? "";
  const asked = query.get("resourceVersion") ?? "";
  checkVersion(api, target.resource, query);
  // A list at resourceVersion 0 comes whole from the watch cache, whatever limit says.
  const limit = asked === "0" ? 0 : Number(query.get("limit") ?? 0);
  const found = token === "" ? firstPage(api, target, query) : nextPage(api, token);
  if (limit === 0 || found.rest.length <= limit) return { version: found.version, items: found.rest };
  const rest = found.rest.slice(limit);
  const continueWith = keep(api, { version: found.version, rest });
  return { version: found.version, items: found.rest.slice(0, limit), continueWith, remaining: rest.length };
}

function firstPage(api: Api, { resource, namespace }: Call["target"], query: URLSearchParams) {
  const matches = selectorOf(resource, query);
  const stored = api.store.list(storedKey(resource), namespace);
  const rest = stored.map((object) => viewOf(resource, object)).filter(matches);
  return { version: api.store.version(), rest };
}

function nextPage(api: Api, token: string) {
  const known = api.pages.get(token);
  if (known !== undefined) return known;
  checkToken(token);
  throw expiredContinue(token);
}

/** A token is URL-safe base64 of JSON; anything else was never ours. */
function checkToken(token: string): void {
  try {
    JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    throw badRequest("continue key is not valid: encoded continue key is not valid JSON");
  }
}

function keep(api: Api, kept: { readonly version: number; readonly rest: readonly KubeObject[] }): string {
  const token = Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: kept.version, start: randomUUID() }));
  const text = token.toString("base64url");
  api.pages.set(text, kept);
  for (const old of [...api.pages.keys()].slice(0, -KEPT_LISTS)) api.pages.delete(old);
  return text;
}

function checkVersion(api: Api, resource: Resource, query: URLSearchParams): void {
  const asked = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  if (match !== "" && asked === "") {
    const message = "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided";
    throw invalidOptions(resource, "resourceVersionMatch", message);
  }
  if (asked === "") return;
  if (!/^\d+$/.test(asked))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`,
    );
  if (Number(asked) > api.store.version()) throw tooLargeVersion(Number(asked), api.store.version());
}

/** 422 for an option of list or watch. */
export function invalidOptions(_resource: Resource, field: string, message: string) {
  const reason = message.startsWith("Forbidden") ? "FieldValueForbidden" : "FieldValueInvalid";
  const subject = { kind: "ListOptions", group: "meta.k8s.io", name: "" };
  return invalid(subject, [{ reason, message, field }]);
}

function hasSelector(url: URL): boolean {
  return url.searchParams.has("labelSelector") || url.searchParams.has("fieldSelector");
}

/** Items of a typed list carry no kind and apiVersion of their own. */
function withoutTypeMeta({ kind: _kind, apiVersion: _apiVersion, ...rest }: KubeObject): object {
  return rest;
}
