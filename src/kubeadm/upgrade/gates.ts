// Every gate of an upgrade, in the order in which people would look.
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane } from "../components.ts";
import type { UpgradeFacts } from "./facts.ts";
import { type Gate, worstFirst } from "./gate.ts";
import { removedApis, webhooks } from "./gates/api.ts";
import { etcd } from "./gates/etcd.ts";
import { images } from "./gates/images.ts";
import { controlGroups, kubeletFlags, runtimes } from "./gates/kubelet.ts";
import { certificates, clocks, diskSpace } from "./gates/machines.ts";
import { controlPlaneWell, nobodyElsesCordon, nodesReady } from "./gates/nodes.ts";
import { repositories, repositoryKeys, versionOffered } from "./gates/packages.ts";
import { kubeadmConfiguration, proxyMode } from "./gates/settings.ts";
import { noKubeletTooOld, oneMinorAtATime } from "./gates/version.ts";
import { budgets, localVolumes, losses, singleReplicas } from "./gates/workloads.ts";

type Ask = (facts: UpgradeFacts) => Gate;

const ofControlPlanes: readonly Ask[] = [
  oneMinorAtATime,
  noKubeletTooOld,
  etcd,
  kubeadmConfiguration,
  proxyMode,
  removedApis,
  webhooks,
  certificates,
];
/** Of the machine of whatever node. */
const ofMachines: readonly Ask[] = [
  controlGroups,
  runtimes,
  kubeletFlags,
  repositories,
  repositoryKeys,
  versionOffered,
  images,
  diskSpace,
  clocks,
];
/** What is the same for any node, or judged by its drain. */
const ofTheWhole: readonly Ask[] = [
  nodesReady,
  nobodyElsesCordon,
  controlPlaneWell,
  budgets,
  losses,
  localVolumes,
  singleReplicas,
];

/** Worst first. */
export function gatesOf(facts: UpgradeFacts): readonly Gate[] {
  return worstFirst([...ofControlPlanes, ...ofMachines, ...ofTheWhole].map((gate) => gate(facts)));
}

/** Those that are about one node: the facts have its machine alone. A control plane wants the others well, and itself in whatever state. */
export function gatesOfNode(facts: UpgradeFacts, node: Node): readonly Gate[] {
  const machines = facts.machines.filter((machine) => machine.node === node.name);
  const own = { ...facts, nodes: facts.nodes.filter(({ name }) => name === node.name), machines };
  const gates = ofMachines.map((gate) => gate(own));
  if (!isControlPlane(node)) return worstFirst(gates);
  const planes = facts.nodes.filter((each) => isControlPlane(each) && each.name !== node.name);
  const wellBeside =
    planes.length === 0 ? [] : [nodesReady({ ...facts, nodes: planes }), controlPlaneWell(facts, node)];
  return worstFirst([
    ...ofControlPlanes.map((gate) => gate({ ...facts, machines })),
    ...gates,
    ...wellBeside,
  ]);
}
