// A Pod's JSON with all that decides whether and how it can be moved.
import type { PodFacts, PodVolume } from "../facts.ts";
import { projectPlacement } from "./project-placement.ts";
import { projectPod } from "./project-pod.ts";
import { imagesOf, targetOf } from "./project-pod-detail.ts";
import { timeOf } from "./time.ts";
import type { WirePod, WireVolume } from "./wire.ts";

const mirrorAnnotation = "kubernetes.io/config.mirror";
const graceSecondsByDefault = 30;

export function projectPodFacts(pod: WirePod): PodFacts {
  const { metadata, spec, status } = pod;
  const owner = metadata?.ownerReferences?.find((each) => each.controller);
  const annotations = metadata?.annotations ?? {};
  return {
    ...projectPod(pod),
    labels: metadata?.labels ?? {},
    annotations,
    owner: owner && { kind: owner.kind ?? "", name: owner.name ?? "", uid: owner.uid ?? "" },
    mirror: mirrorAnnotation in annotations,
    priority: spec?.priority ?? 0,
    priorityClass: spec?.priorityClassName ?? "",
    graceSeconds: spec?.terminationGracePeriodSeconds ?? graceSecondsByDefault,
    startedAt: timeOf(status?.startTime) || undefined,
    images: imagesOf(spec),
    volumes: (spec?.volumes ?? []).map((each) => volumeOf(each, metadata?.name ?? "")),
    placement: projectPlacement(spec),
  };
}

function volumeOf({ name = "", ...sources }: WireVolume, pod: string): PodVolume {
  // Without a source it is an emptyDir, as the API server's defaults say.
  const [kind = "emptyDir", source] = Object.entries(sources)[0] ?? [];
  const target = kind === "ephemeral" ? `${pod}-${name}` : targetOf(source);
  return { name, kind, target, inMemory: kind === "emptyDir" && mediumOf(source) === "Memory" };
}

function mediumOf(source: unknown): unknown {
  return typeof source === "object" && source !== null ? Reflect.get(source, "medium") : undefined;
}
