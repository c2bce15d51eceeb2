// The verbs of a cluster, put together.
import type { Fence } from "#src/base/call.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { ClusterActions, Grace, PodRef } from "../actions.ts";
import type { Removal } from "../calls/pods.ts";
import type { ApiServer } from "../connection/request.ts";
import type { Tell } from "../read/tell-reading.ts";
import { createActing } from "./act.ts";
import { decideCertificateRequest } from "./decide-certificate-request.ts";
import { deleteNode } from "./delete-node.ts";
import { changeConfigMap, changeDaemonSet, restartRollout, setUnschedulable } from "./patch-objects.ts";
import { deletePod, evictPod } from "./remove-pods.ts";
import { createToken, deleteToken } from "./tokens.ts";

type Options = {
  readonly cluster: string;
  readonly api: ApiServer;
  readonly told: Tell;
  readonly fence: Fence;
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
};

export function createActions({ told, ...options }: Options): ClusterActions {
  const acting = createActing({ ...options, read: told });
  return {
    setUnschedulable: (node, change, signal) => setUnschedulable(acting, { ...change, node }, signal),
    deleteNode: (node, signal) => deleteNode(acting, node, signal),
    evict: (pod, grace, signal) => evictPod(acting, removalOf(pod, grace), signal),
    deletePod: (pod, grace, signal) => deletePod(acting, removalOf(pod, grace), signal),
    restartRollout: (workload, mark, signal) => restartRollout(acting, { workload, mark }, signal),
    changeDaemonSet: (daemonSet, change, signal) => changeDaemonSet(acting, { daemonSet, change }, signal),
    changeConfigMap: (configMap, change, signal) => changeConfigMap(acting, { configMap, change }, signal),
    createToken: (wanted, signal) => createToken(acting, wanted, signal),
    deleteToken: (token, signal) => deleteToken(acting, token, signal),
    decideCertificateRequest: (request, decision, signal) =>
      decideCertificateRequest(acting, { ...request, ...decision }, signal),
  };
}

/** A pod as it was read has a grace of its own, which is not what was asked for. */
function removalOf({ namespace, name, uid }: PodRef, { graceSeconds }: Grace): Removal {
  return { namespace, name, uid, graceSeconds };
}
