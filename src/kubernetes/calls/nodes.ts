// Cordoning and uncordoning a node, as a call.
import type { ApiCall } from "#src/base/call.ts";
import type { Changes } from "../actions.ts";
import { callPath, resources } from "../resources.ts";

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
