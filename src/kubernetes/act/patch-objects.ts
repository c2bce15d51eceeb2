// The verbs that patch: nodes, workloads, ConfigMaps. Each carries the uid, or also the version, of what was read.
import { RefusedError } from "#src/base/errors.ts";
import type { DaemonSetChange, ObjectRef } from "../actions.ts";
import { type ConfigMapChange, configMapCall } from "../calls/config-maps.ts";
import { type Scheduling, schedulingCall } from "../calls/nodes.ts";
import { daemonSetCall, restartCall } from "../calls/workloads.ts";
import type { Labels, RolloutName } from "../facts.ts";
import { sayRollout } from "../read/fresh-reads.ts";
import { readJson } from "../read/read-json.ts";
import { configMapResource, resourcePath, resources, rolloutResource } from "../resources.ts";
import type { WireRollout } from "../wire/wire-facts.ts";
import type { Acting } from "./act.ts";

export function setUnschedulable(acting: Acting, change: Scheduling, signal: AbortSignal): Promise<void> {
  const what = `${change.unschedulable ? "cordon" : "uncordon"} ${change.node}`;
  return acting.act({ what, resource: resources.nodes, call: schedulingCall(change) }, signal);
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
  const { kind, namespace, name, uid } = workload;
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
  const { annotations } = mark;
  const call = restartCall({ kind, namespace, name, uid, restartedAt, annotations });
  return acting.act({ what, resource, call }, signal);
}

type NewShape = { readonly daemonSet: ObjectRef; readonly change: DaemonSetChange };

export function changeDaemonSet(
  acting: Acting,
  { daemonSet, change }: NewShape,
  signal: AbortSignal,
): Promise<void> {
  const what = `change daemonset ${daemonSet.namespace}/${daemonSet.name}`;
  const call = daemonSetCall(daemonSet, change);
  return acting.act({ what, resource: resources.daemonSets, call }, signal);
}

type NewData = { readonly configMap: ObjectRef; readonly change: ConfigMapChange };

export async function changeConfigMap(
  acting: Acting,
  { configMap, change }: NewData,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, name } = configMap;
  const what = `change ConfigMap ${namespace}/${name}`;
  const call = configMapCall(configMap, change);
  return acting.act({ what, resource: configMapResource(namespace), call }, signal);
}
