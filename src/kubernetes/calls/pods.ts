// Evicting and deleting a pod, as calls: that one, by its uid, and no other of the same name. And reading one's log.
import type { ApiCall } from "#src/base/call.ts";
import type { Grace, PodRef } from "../actions.ts";
import { callPath, resources } from "../resources.ts";

export type Removal = PodRef & Grace;

export function evictionCall({ namespace, name, ...options }: Removal): ApiCall {
  return {
    at: "api",
    method: "POST",
    path: callPath(resources.podEvictions, { namespace, name }),
    body: {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { namespace, name },
      deleteOptions: deleteOptions(options),
    },
  };
}

export function podDeletionCall({ namespace, name, ...options }: Removal): ApiCall {
  return {
    at: "api",
    method: "DELETE",
    path: callPath(resources.pods, { namespace, name }),
    body: deleteOptions(options),
  };
}

export function podLogCall(pod: { readonly namespace: string; readonly name: string }): ApiCall {
  return { at: "api", method: "GET", path: callPath(resources.podLogs, pod) };
}

export function deleteOptions({ uid, graceSeconds }: Grace & { readonly uid: string }) {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid },
    gracePeriodSeconds: graceSeconds,
  };
}
