// The part that a node plays for the whole cluster: control plane, etcd member, home of the name service.

import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { isControlPlane, isReady } from "../components.ts";
import { isCoreDns } from "../sorted-pods.ts";

export type NodePart = {
  readonly controlPlane: boolean;
  /** Ready control-plane nodes besides this one. */
  readonly otherControlPlanes: number;
  /** Members that kubeadm runs as static pods; undefined when none runs here. */
  readonly etcd: { readonly members: number; readonly ready: number; readonly needed: number } | undefined;
  /** CoreDNS pods that are ready, here and in all. */
  readonly dns: { readonly here: number; readonly all: number };
};

export function nodePart(
  name: string,
  { nodes, pods }: { readonly nodes: readonly Node[]; readonly pods: readonly Pod[] },
): NodePart {
  const planes = nodes.filter(isControlPlane);
  const members = pods.filter(
    ({ namespace, labels }) => namespace === "kube-system" && labels.component === "etcd",
  );
  const readyNodes = new Set(nodes.filter(isReady).map((node) => node.name));
  const dns = pods.filter((pod) => isCoreDns(pod) && pod.ready && pod.deletedAt === undefined);
  return {
    controlPlane: planes.some((node) => node.name === name),
    otherControlPlanes: planes.filter((node) => node.name !== name && isReady(node)).length,
    etcd: members.some(({ node }) => node === name)
      ? {
          members: members.length,
          ready: members.filter(({ ready, node }) => ready && readyNodes.has(node)).length,
          needed: Math.floor(members.length / 2) + 1,
        }
      : undefined,
    dns: { here: dns.filter(({ node }) => node === name).length, all: dns.length },
  };
}
