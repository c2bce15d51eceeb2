// The verbs that patch: nodes, workloads, ConfigMaps. Each carries the uid, or also the version, of what was read.
import { RefusedError } from "#src/base/errors.ts";
import type { Changes, DaemonSetChange, ObjectRef } from "../actions.ts";
import type { Labels, NodeTerm, RolloutName, Toleration } from "../facts.ts";
import { configMapResource, rolloutResource, sayRollout } from "../read/fresh-reads.ts";
import { readJson } from "../read/read-json.ts";
import { resourcePath, resources } from "../resources.ts";
import type { WireRollout } from "../wire/wire-facts.ts";
import type { Acting } from "./act.ts";

type NodeChange = {
  readonly node: string;
  readonly unschedulable: boolean;
  readonly annotations: Changes;
  readonly uid?: string | undefined;
};

export function setUnschedulable(acting: Acting, change: NodeChange, signal: AbortSignal): Promise<void> {
  const { node, unschedulable, annotations, uid } = change;
  const what = `${unschedulable ? "cordon" : "uncordon"} ${node}`;
  const body = { metadata: { uid, annotations }, spec: { unschedulable } };
  return acting.act({ what, verb: "patch", resource: resources.nodes, place: { name: node }, body }, signal);
}

type Restart = {
  readonly workload: RolloutName & { readonly uid: string };
  readonly mark: { readonly at: number; readonly annotations: Labels };
};

export async function restartRollout(
  acting: Acting,
  { workload, mark }: Restart,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, name, uid } = workload;
  const resource = rolloutResource(workload);
  const what = `restart ${sayRollout(workload)}`;
  const path = resourcePath(resource, { namespace, name });
  // The border: this path serves what the table says.
  const found = (await acting.read(
    sayRollout(workload),
    signal,
    readJson(acting.api, path, signal),
  )) as WireRollout;
  if (found.spec?.paused) {
    throw new RefusedError(`cannot ${what} on ${acting.cluster}: it is paused, so nothing would happen`, {
      hint: `kubectl rollout resume ${sayRollout(workload).replace(/ .*/, "")}/${name} -n ${namespace}`,
    });
  }
  const restartedAt = new Date(mark.at).toISOString().replace(/\.\d+Z$/, "Z");
  const annotations = { ...mark.annotations, "kubectl.kubernetes.io/restartedAt": restartedAt };
  const body = { metadata: { uid }, spec: { template: { metadata: { annotations } } } };
  return acting.act({ what, verb: "patch", resource, place: { namespace, name }, body }, signal);
}

type NewShape = { readonly daemonSet: ObjectRef; readonly change: DaemonSetChange };

export function changeDaemonSet(
  acting: Acting,
  { daemonSet, change }: NewShape,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, name } = daemonSet;
  const { strategy, annotations } = change;
  const body = {
    metadata: { ...precondition(daemonSet), annotations },
    spec: { template: templateOf(change), updateStrategy: strategy && { type: strategy } },
  };
  const what = `change daemonset ${namespace}/${name}`;
  return acting.act(
    { what, verb: "patch", resource: resources.daemonSets, place: { namespace, name }, body },
    signal,
  );
}

function templateOf(change: DaemonSetChange) {
  const { tolerations, nodeSelector, nodeAffinity, requiredNodeAffinity, images, templateAnnotations } =
    change;
  return {
    metadata: templateAnnotations && { annotations: templateAnnotations },
    spec: {
      tolerations: tolerations?.map(wireToleration),
      nodeSelector: nodeSelector && { $patch: "replace", ...nodeSelector },
      affinity: nodeAffinity
        ? { nodeAffinity: null }
        : requiredNodeAffinity && { nodeAffinity: { [required]: wireTerms(requiredNodeAffinity) } },
      containers: images && Object.entries(images).map(([name, image]) => ({ name, image })),
    },
  };
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

type NewData = {
  readonly configMap: ObjectRef;
  readonly change: { readonly data: Changes; readonly annotations?: Changes | undefined };
};

export async function changeConfigMap(
  acting: Acting,
  { configMap, change }: NewData,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, name } = configMap;
  const { data, annotations } = change;
  const resource = configMapResource(namespace);
  const what = `change ConfigMap ${namespace}/${name}`;
  const body = { metadata: { ...precondition(configMap), annotations }, data };
  return acting.act({ what, verb: "patch", resource, place: { namespace, name }, body }, signal);
}

function precondition({ uid, resourceVersion }: ObjectRef) {
  return { uid, resourceVersion };
}
