// Cordoning, uncordoning and deleting a node, as calls.
import type { ApiCall } from "#src/base/call.ts";
import type { Changes } from "../actions.ts";
import { callPath, resources } from "../resources.ts";
import { deleteOptions } from "./pods.ts";

export type Scheduling = {
  readonly node: string;
  /** Of the one with this uid, where given. */
  readonly uid?: string | undefined;
  readonly unschedulable: boolean;
  readonly annotations: Changes;
};

export function schedulingCall({ node, uid, unschedulable, annotations }: Scheduling): ApiCall {
  return {
    at: "api",
    method: "PATCH",
    path: callPath(resources.nodes, { name: node }),
    body: { metadata: { uid, annotations }, spec: { unschedulable } },
  };
}

export type NodeRef = { readonly node: string; readonly uid: string };

export function nodeDeletionCall({ node, uid }: NodeRef): ApiCall {
  return {
    at: "api",
    method: "DELETE",
    path: callPath(resources.nodes, { name: node }),
    body: deleteOptions({ uid }),
  };
}
