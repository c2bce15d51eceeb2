// DELETE and evictions.
import type { Api, Call } from "./api.ts";
import { readBody } from "./body.ts";
import { chargeEviction } from "./disruption.ts";
import { at, type Fields, isFields, type KubeObject, numberAt, textAt, timestamp } from "./object.ts";
import { sendJson } from "./respond.ts";
import { badRequest, conflict, uidConflict } from "./status.ts";
import { storedKey } from "./views.ts";
import { asFields, isDryRun, stored } from "./write.ts";

export async function deleteObject(api: Api, call: Call): Promise<void> {
  const { resource, namespace, name = "" } = call.target;
  const current = stored(api, call);
  const options = asFields(await readBody(call.request));
  const asked = call.url.searchParams.get("gracePeriodSeconds");
  const graceSeconds = asked === null ? numberAt(options, "gracePeriodSeconds", -1) : Number(asked);
  checkPreconditions(call, current, options);
  if (isDryRun(call)) return sendJson(call.request, call.response, 200, current);
  if (resource.kind === "Pod") {
    removePod(api, current, graceSeconds);
    const left = api.store.get("pods", namespace, name) ?? current;
    return sendJson(call.request, call.response, 200, left);
  }
  if (resource.kind === "Namespace") emptyNamespace(api, name);
  api.store.remove(storedKey(resource), namespace, name);
  const details = { name, ...(resource.group === "" ? {} : { group: resource.group }), kind: resource.name };
  sendJson(call.request, call.response, 200, {
    ...SUCCESS,
    details: { ...details, uid: current.metadata.uid },
  });
}

export async function evictPod(api: Api, call: Call): Promise<void> {
  const body = asFields(await readBody(call.request));
  const named = textAt(body, "metadata.name");
  if (named !== "" && named !== call.target.name) {
    throw badRequest("name in URL does not match name in Eviction object");
  }
  const pod = stored(api, call);
  checkPreconditions(call, pod, asFields(body.deleteOptions));
  const refusal = isDryRun(call) ? undefined : chargeEviction(api.store, pod, api.settings.clock.now());
  if (refusal !== undefined) throw refusal;
  if (!isDryRun(call)) removePod(api, pod, numberAt(body, "deleteOptions.gracePeriodSeconds", -1));
  sendJson(call.request, call.response, 201, { ...SUCCESS, code: 201 });
}

const SUCCESS = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" } as const;

function checkPreconditions({ target }: Call, current: KubeObject, options: Fields): void {
  const { resource, name = "" } = target;
  if (!isFields(options.preconditions)) return;
  const { uid, resourceVersion } = options.preconditions;
  if (uid !== undefined && uid !== current.metadata.uid) {
    throw uidConflict(resource, name, { asked: uid, found: current.metadata.uid });
  }
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(resource, name);
  }
}

/** A second deletion may shorten the grace and never lengthens it. */
function removePod(api: Api, pod: KubeObject, askedGraceSeconds: number): void {
  const own = numberAt(pod, "spec.terminationGracePeriodSeconds", 30);
  const wanted = askedGraceSeconds >= 0 ? askedGraceSeconds : own;
  const { namespace = "", name, deletionGracePeriodSeconds: before = wanted } = pod.metadata;
  const graceSeconds = Math.min(wanted, before);
  if (graceSeconds === 0 || hasNotStarted(pod)) {
    api.store.remove("pods", namespace, name);
    return;
  }
  if (pod.metadata.deletionTimestamp !== undefined && graceSeconds === before) return;
  const deletionTimestamp = timestamp(api.settings.clock.now() + graceSeconds * 1000);
  const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
  api.store.put({ ...pod, metadata });
  api.terminate(namespace, name, graceSeconds);
}

// Nobody runs it, or it is over: there is nothing to wait for.
function hasNotStarted(pod: KubeObject): boolean {
  const phase = textAt(pod, "status.phase");
  return !at(pod, "spec.nodeName") || phase === "Succeeded" || phase === "Failed";
}

function emptyNamespace(api: Api, namespace: string): void {
  for (const key of ["pods", "configmaps", "services", "apps/deployments", "apps/replicasets", "events"]) {
    for (const object of api.store.list(key, namespace))
      api.store.remove(key, namespace, object.metadata.name);
  }
}
