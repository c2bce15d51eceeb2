// Data that cannot follow a pod: volumes that only one node reaches, and folders of the node itself.
import type { Labels, PersistentVolume, PodFacts } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { admitsNode } from "../node-affinity.ts";
import { isKnown, knownLabels } from "./places.ts";

export type Pinned = { readonly pod: PodFacts; readonly volume: PersistentVolume };

/**
 * Pods whose volume none of the other nodes reaches: they wait, Pending, for the node to come back. `labels` are all that
 * the other nodes have, where they were read.
 */
export function pinned(
  pods: readonly PodFacts[],
  volumes: readonly PersistentVolume[],
  others: readonly Node[],
  labels: ReadonlyMap<string, Labels> = new Map(),
): readonly Pinned[] {
  const allRead = others.every(({ name }) => labels.has(name));
  return pods.flatMap((pod) =>
    volumes
      .filter((volume) => isMountedBy(volume, pod) && (allRead || isTold(volume)))
      .filter(({ nodeAffinity }) => !others.some((node) => admits(nodeAffinity, node, labels)))
      .map((volume) => ({ pod, volume })),
  );
}

/** Whether it has a volume that names its nodes by labels that the snapshot does not hold. */
export function hasFarVolume(pod: PodFacts, volumes: readonly PersistentVolume[]): boolean {
  return volumes.some(
    (volume) => isMountedBy(volume, pod) && volume.nodeAffinity !== undefined && !isTold(volume),
  );
}

/** Whether a pod has claims at all, so that the volumes have to be read. */
export function hasClaims({ volumes }: PodFacts): boolean {
  return volumes.some(isClaim);
}

function isMountedBy({ claim }: PersistentVolume, { namespace, volumes }: PodFacts): boolean {
  return (
    claim?.namespace === namespace && volumes.some((each) => isClaim(each) && each.target === claim.name)
  );
}

function isClaim({ kind }: PodFacts["volumes"][number]): boolean {
  return kind === "persistentVolumeClaim" || kind === "ephemeral";
}

/** It names its nodes, and by labels that we know. */
function isTold({ nodeAffinity }: PersistentVolume): boolean {
  return (
    nodeAffinity?.every(({ matchExpressions }) => matchExpressions.every(({ key }) => isKnown(key))) ?? false
  );
}

function admits(
  terms: PersistentVolume["nodeAffinity"],
  node: Node,
  labels: ReadonlyMap<string, Labels>,
): boolean {
  return admitsNode(terms, { name: node.name, labels: labels.get(node.name) ?? knownLabels(node) });
}

/** `/srv/media`: folders of the node that its pods use, by pod; those of the system (/etc, /proc, ...) mean nothing lost. */
export function hostFolders({ volumes }: PodFacts): readonly string[] {
  return volumes
    .filter(({ kind, target }) => kind === "hostPath" && !systemFolder.test(target))
    .map(({ target }) => target);
}

const systemFolder = /^\/(etc|proc|sys|dev|lib|usr|run|var\/run|var\/log|var\/lib\/kubelet)(\/|$)|^\/$/;
