// The JSON of a Deployment, a StatefulSet or a DaemonSet as one kind of rollout.
import type { Rollout, RolloutName, Template } from "../facts.ts";
import { projectPlacement } from "./project-placement.ts";
import { imagesOf } from "./project-pod-detail.ts";
import { projectSelector } from "./project-selector.ts";
import type { WireRollout } from "./wire-facts.ts";

export function projectRollout(rollout: RolloutName, object: WireRollout): Rollout {
  const { metadata, spec, status } = object;
  const strategy = spec?.strategy ?? spec?.updateStrategy;
  return {
    ...rollout,
    uid: metadata?.uid ?? "",
    resourceVersion: metadata?.resourceVersion ?? "",
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    paused: spec?.paused ?? false,
    ...countsOf(rollout, object),
    strategy: strategy?.type ?? "",
    maxUnavailable: String(strategy?.rollingUpdate?.maxUnavailable ?? ""),
    partition: strategy?.rollingUpdate?.partition ?? 0,
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    selector: projectSelector(spec?.selector),
    template: templateOf(spec?.template),
  };
}

type Counts = Pick<Rollout, "desired" | "current" | "updated" | "ready" | "available">;

function countsOf({ kind }: RolloutName, { spec, status }: WireRollout): Counts {
  if (kind === "DaemonSet") {
    return {
      desired: status?.desiredNumberScheduled ?? 0,
      current: status?.currentNumberScheduled ?? 0,
      updated: status?.updatedNumberScheduled ?? 0,
      ready: status?.numberReady ?? 0,
      available: status?.numberAvailable ?? 0,
    };
  }
  return {
    desired: spec?.replicas ?? 1,
    current: status?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  };
}

function templateOf(template: NonNullable<WireRollout["spec"]>["template"]): Template {
  const { metadata, spec } = template ?? {};
  return {
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    images: imagesOf(spec),
    ...projectPlacement(spec),
    priorityClass: spec?.priorityClassName ?? "",
  };
}
