// Every gate of an upgrade, in the order in which people would look.
import type { UpgradeFacts } from "./facts.ts";
import { type Gate, worstFirst } from "./gate.ts";
import { etcd } from "./gates/etcd.ts";
import { controlGroups, kubeletFlags, runtimes } from "./gates/kubelet.ts";
import { certificates, clocks, diskSpace } from "./gates/machines.ts";
import { controlPlaneWell, nobodyElsesCordon, nodesReady } from "./gates/nodes.ts";
import { repositories, versionOffered } from "./gates/packages.ts";
import { kubeadmConfiguration, proxyMode } from "./gates/settings.ts";
import { noKubeletTooOld, oneMinorAtATime } from "./gates/version.ts";
import { budgets, localVolumes, losses, singleReplicas } from "./gates/workloads.ts";

const all: readonly ((facts: UpgradeFacts) => Gate)[] = [
  oneMinorAtATime,
  noKubeletTooOld,
  nodesReady,
  nobodyElsesCordon,
  controlPlaneWell,
  etcd,
  kubeadmConfiguration,
  controlGroups,
  runtimes,
  kubeletFlags,
  proxyMode,
  repositories,
  versionOffered,
  diskSpace,
  clocks,
  certificates,
  budgets,
  losses,
  localVolumes,
  singleReplicas,
];

/** Worst first. */
export function gatesOf(facts: UpgradeFacts): readonly Gate[] {
  return worstFirst(all.map((gate) => gate(facts)));
}
