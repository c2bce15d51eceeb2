// The members of the etcd that kubeadm runs as static pods, as the API server knows them. An external etcd is not seen.
import type { ComponentState } from "#src/kubeadm/components.ts";

export type EtcdMembers = {
  /** Nodes that should run a member. */
  readonly all: readonly string[];
  readonly down: readonly string[];
  /** So many must be there. */
  readonly quorum: number;
};

export function etcdMembers(states: readonly ComponentState[]): EtcdMembers {
  const members = states.filter(({ component }) => component === "etcd");
  return {
    all: members.map(({ node }) => node),
    down: members.filter(({ ready }) => !ready).map(({ node }) => node),
    quorum: Math.floor(members.length / 2) + 1,
  };
}
