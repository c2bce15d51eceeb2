// Evicting and deleting a pod: that one, by its uid, and no other of the same name.

import type { Deletion, Eviction, PodRef } from "../actions.ts";
import { evictionCall, podDeletionCall, type Removal } from "../calls/pods.ts";
import { AnsweredError } from "../connection/failure.ts";
import { readJson } from "../read/read-json.ts";
import { resourcePath, resources } from "../resources.ts";
import type { WirePod } from "../wire/wire.ts";
import { type Acting, type Asking, explainRefusal } from "./act.ts";

// kubectl's own pause between two attempts.
const retryAfterMsByDefault = 5_000;

export async function evictPod(acting: Acting, pod: Removal, signal: AbortSignal): Promise<Eviction> {
  const { namespace, name } = pod;
  const asking: Asking = {
    what: `evict pod ${namespace}/${name}`,
    resource: resources.podEvictions,
    call: evictionCall(pod),
  };
  const refusal = await acting.ask(asking, signal);
  if (refusal === undefined) return { outcome: "evicting" };
  if (refusal.status === 404) return { outcome: "gone" };
  if (isForNow(refusal)) return blocked(refusal);
  // Either the uid is another one, or somebody else changed the pod or its budget in this moment.
  if (refusal.status === 409)
    return (await isThere(acting, pod, signal)) ? blocked(refusal) : { outcome: "gone" };
  throw explainRefusal(refusal, asking, acting.cluster);
}

export async function deletePod(acting: Acting, pod: Removal, signal: AbortSignal): Promise<Deletion> {
  const { namespace, name } = pod;
  const asking: Asking = {
    what: `delete pod ${namespace}/${name}`,
    resource: resources.pods,
    call: podDeletionCall(pod),
  };
  const refusal = await acting.ask(asking, signal);
  if (refusal === undefined) return "deleting";
  if (refusal.status === 404) return "gone";
  if (refusal.status === 409 && !(await isThere(acting, pod, signal))) return "gone";
  throw explainRefusal(refusal, asking, acting.cluster);
}

// A namespace that is being deleted takes no evictions; its pods go by themselves.
function isForNow({ status, causes, retryAfterMs }: AnsweredError): boolean {
  if (status === 429) return true;
  if (status === 403) return causes.some(({ reason }) => reason === "NamespaceTerminating");
  return (status === 503 || status === 504) && retryAfterMs !== undefined;
}

// The cause names the budget and its numbers, the message neither.
function blocked({ said, status, causes, retryAfterMs }: AnsweredError): Eviction {
  const budget = causes.find(({ reason }) => reason === "DisruptionBudget")?.message;
  const why = budget || said || `the API server answers ${status}`;
  return { outcome: "blocked", why, retryAfterMs: retryAfterMs || retryAfterMsByDefault };
}

async function isThere(
  acting: Acting,
  { namespace, name, uid }: PodRef,
  signal: AbortSignal,
): Promise<boolean> {
  const path = resourcePath(resources.pods, { namespace, name });
  const reading = readJson(acting.api, path, signal).catch(absentAsUndefined);
  // The border: this path serves Pods.
  const found = (await acting.read(`pod ${namespace}/${name}`, signal, reading)) as WirePod | undefined;
  return found?.metadata?.uid === uid;
}

function absentAsUndefined(error: unknown): undefined {
  if (error instanceof AnsweredError && error.status === 404) return undefined;
  throw error;
}
