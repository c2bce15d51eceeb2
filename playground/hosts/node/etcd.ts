// The members of the simulated cluster's etcd, one on each control plane: what each takes, and what the others know of it.
import { randomBytes } from "node:crypto";
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { Machine } from "../machine.ts";

export type EtcdMember = {
  /** Decimal, with more digits than a number holds. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  isLearner: boolean;
  /** Of its file, and of what is used of it; bytes. */
  sizeBytes: number;
  usedBytes: number;
  /** It has been full; that there is room again does not take it off. */
  hasAlarm: boolean;
  /** Whether its container runs. */
  answers: () => boolean;
};

const clusters = new WeakMap<SimulatedCluster, EtcdMember[]>();

/** Those that it lists; whoever changes it changes the cluster's membership. */
export function membersOf(cluster: SimulatedCluster): EtcdMember[] {
  const found = clusters.get(cluster) ?? [];
  clusters.set(cluster, found);
  return found;
}

export function addMember(cluster: SimulatedCluster, { name, address }: Machine): EtcdMember {
  const member: EtcdMember = {
    id: BigInt(`0x${randomBytes(7).toString("hex")}`).toString(),
    ...{ name, address, isLearner: false, sizeBytes: 9_928_704, usedBytes: 3_932_160, hasAlarm: false },
    answers: () => false,
  };
  membersOf(cluster).push(member);
  return member;
}

export function removeMember(cluster: SimulatedCluster, id: string): boolean {
  const all = membersOf(cluster);
  const at = all.findIndex((member) => member.id === id);
  if (at >= 0) all.splice(at, 1);
  return at >= 0;
}

/** Of a machine that runs none, so that its programs have something to ask. */
export function noMember({ name, address }: Machine): EtcdMember {
  return {
    ...{ id: "0", name, address, isLearner: false, sizeBytes: 0, usedBytes: 0, hasAlarm: false },
    answers: () => false,
  };
}
