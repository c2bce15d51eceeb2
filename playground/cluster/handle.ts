// One request, top to bottom: record, fault, who, may they, then the answer.
import type { IncomingMessage, ServerResponse } from "node:http";
import { createAccountToken, reviewAccess, rulesFor } from "./access.ts";
import type { Api, Call } from "./api.ts";
import { textOf } from "./body.ts";
import { discoveryDocument, healthAnswer, versionDocument } from "./discovery.ts";
import { commit, type Faults } from "./faults.ts";
import { authenticate, authorize } from "./identity.ts";
import { getObject, listObjects } from "./list.ts";
import { sendLog } from "./logs.ts";
import { answerKubelet, serverMetrics } from "./measured.ts";
import { deleteObject, evictPod } from "./remove.ts";
import { RESOURCES } from "./resources.ts";
import { sendJson, sendStatus, sendText } from "./respond.ts";
import { internalError, methodNotAllowed, StatusError } from "./status.ts";
import { type RequestRecord, readTarget, recordOf } from "./target.ts";
import { watchObjects } from "./watch.ts";
import { createObject, patchObject, updateObject } from "./write.ts";

const MOST_RECORDS = 20_000; // a playground may run for days

export type Front = {
  readonly api: Api;
  readonly faults: Faults;
  readonly requests: RequestRecord[];
};

export async function handle(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", `https://${request.headers.host ?? "localhost"}`);
  const method = request.method ?? "GET";
  const target = readTarget(method, url);
  const record = recordOf(method, url, target);
  front.requests.push(record);
  if (front.requests.length > MOST_RECORDS) front.requests.splice(0, MOST_RECORDS / 2);
  // Read before anything goes wrong: what arrived is known, whatever comes of it.
  if (method !== "GET" && method !== "HEAD") record.body = await textOf(request).catch(() => "");
  const hit = front.faults.take(target);
  if (hit?.fault.kind === "lost") loseAnswer(response);
  else if (hit) {
    commit(hit.fault, request, response);
    return hit.over();
  }
  try {
    const identity = authenticate(request, front.api.tokens);
    authorize(identity, target, url.pathname, rulesFor(front.api, identity));
    if (target === undefined) return answerPath(front.api, url, request, response);
    await answer(front.api, { target, identity, url, request, response });
  } catch (error) {
    const { status } = error instanceof StatusError ? error : internalError(String(error));
    if (response.headersSent) response.destroy();
    else sendStatus(request, response, status);
  } finally {
    record.code = response.statusCode;
    hit?.over();
  }
}

/** Nothing of it is sent: its head goes out with its end. */
function loseAnswer(response: ServerResponse): void {
  response.end = () => response;
}

function answerPath(api: Api, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const path = url.pathname;
  if (path === "/version" || path === "/version/") {
    return sendJson(request, response, 200, versionDocument(api.settings.version()));
  }
  if (/^\/(livez|readyz|healthz)(\/|$)/.test(path)) {
    const { code, text } = healthAnswer(api, path, url);
    return sendText(response, code, text);
  }
  if (path === "/metrics") return sendText(response, 200, serverMetrics(api));
  const document = discoveryDocument(path, request.headers.host ?? "");
  if (document === undefined) return sendNoSuchPath(path, request, response);
  sendJson(request, response, 200, document);
}

/** Below a group that is served the answer is a Status, elsewhere it is Go's own text. */
function sendNoSuchPath(path: string, request: IncomingMessage, response: ServerResponse): void {
  const [root, group = ""] = path.split("/").slice(1);
  const isServed =
    root === "api" || RESOURCES.some((resource) => root === "apis" && resource.group === group);
  if (!isServed) return sendText(response, 404, "404 page not found\n");
  const message = "the server could not find the requested resource";
  sendStatus(request, response, { code: 404, reason: "NotFound", message, details: {} });
}

async function answer(api: Api, call: Call): Promise<void> {
  const { verb, subresource } = call.target;
  if (subresource === "log" && verb === "get") return sendLog(api, call);
  if (subresource === "proxy" && verb === "get") return answerKubelet(api, call);
  if (subresource === "eviction" && verb === "create") return evictPod(api, call);
  if (subresource === "token" && verb === "create") return createAccountToken(api, call);
  if (call.target.resource.kind === "SelfSubjectAccessReview") return reviewAccess(api, call);
  if (verb === "watch") return watchObjects(api, call);
  if (verb === "list") return listObjects(api, call);
  if (verb === "get") return getObject(api, call);
  if (verb === "create") return createObject(api, call);
  if (verb === "update") return updateObject(api, call);
  if (verb === "patch") return patchObject(api, call);
  if (verb === "delete") return deleteObject(api, call);
  throw methodNotAllowed();
}
