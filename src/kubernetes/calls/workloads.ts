// Restarting a workload and changing a DaemonSet, as calls.
import type { ApiCall } from "#src/base/call.ts";
import type { DaemonSetChange, ObjectRef } from "../actions.ts";
import type { Labels, NodeTerm, RolloutName, Toleration } from "../facts.ts";
import { callPath, resources, rolloutResource } from "../resources.ts";

export type Restart = RolloutName & {
  readonly uid: string;
  /** RFC 3339, in whole seconds. */
  readonly restartedAt: string;
  readonly annotations: Labels;
};

/** As kubectl rollout restart, and `annotations` beside its own. */
export function restartCall({ restartedAt, annotations, uid, ...workload }: Restart): ApiCall {
  const { namespace, name } = workload;
  const marks = { ...annotations, "kubectl.kubernetes.io/restartedAt": restartedAt };
  return {
    at: "api",
    method: "PATCH",
    path: callPath(rolloutResource(workload), { namespace, name }),
    body: { metadata: { uid }, spec: { template: { metadata: { annotations: marks } } } },
  };
}

export function daemonSetCall(
  { namespace, name, uid, resourceVersion }: ObjectRef,
  change: DaemonSetChange,
): ApiCall {
  const { strategy, annotations } = change;
  return {
    at: "api",
    method: "PATCH",
    path: callPath(resources.daemonSets, { namespace, name }),
    body: {
      metadata: { uid, resourceVersion, annotations },
      spec: present({ template: templateOf(change), updateStrategy: strategy && { type: strategy } }),
    },
  };
}

function templateOf(change: DaemonSetChange) {
  const { tolerations, nodeSelector, nodeAffinity, requiredNodeAffinity, images, templateAnnotations } =
    change;
  const spec = present({
    tolerations: tolerations?.map(wireToleration),
    nodeSelector: nodeSelector && { $patch: "replace", ...nodeSelector },
    affinity: nodeAffinity
      ? { nodeAffinity: null }
      : requiredNodeAffinity && { nodeAffinity: { [required]: wireTerms(requiredNodeAffinity) } },
    containers: images && Object.entries(images).map(([name, image]) => ({ name, image })),
  });
  return present({ metadata: templateAnnotations && { annotations: templateAnnotations }, spec });
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

function wireTerms(terms: "none" | readonly NodeTerm[]) {
  return terms === "none" ? null : { nodeSelectorTerms: terms };
}

// What is empty is left out: the API server refuses a value beside Exists, and an operator that is "".
function wireToleration({ key, operator, value, effect, seconds }: Toleration) {
  return {
    key: key || undefined,
    operator: operator || undefined,
    value: value || undefined,
    effect: effect || undefined,
    tolerationSeconds: seconds,
  };
}

/** Without what is not there; undefined when nothing is. */
function present<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
