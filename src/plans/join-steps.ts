// The steps that make a machine a node: only the fixes that it needs, then the join and its proof.

import { kindOfManager } from "#src/kubeadm/packages/managers.ts";
import { canAddBootOptions } from "#src/kubeadm/preflight/checks/cgroups.ts";
import { missingSettings } from "#src/kubeadm/preflight/checks/kernel.ts";
import { needsOwnResolvConf } from "#src/kubeadm/preflight/checks/name-servers.ts";
import { needsPackages } from "#src/kubeadm/preflight/checks/packages.ts";
import {
  canInstallRuntime,
  needsRuntimeWork,
  runtimeDistribution,
  wrongInConfig,
} from "#src/kubeadm/preflight/checks/runtime.ts";
import { hasSwap } from "#src/kubeadm/preflight/checks/swap.ts";
import type { Facts } from "#src/kubeadm/preflight/facts.ts";
import { minorOf } from "#src/kubeadm/preflight/versions.ts";
import type { Service } from "#src/kubernetes/objects.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import addBootOptions from "#src/steps/add-boot-options.ts";
import configureContainerd from "#src/steps/configure-containerd.ts";
import installContainerd, { runtimeUnit } from "#src/steps/install-containerd.ts";
import installKubernetes, { installUnit } from "#src/steps/install-kubernetes.ts";
import joinNode, { joinUnit } from "#src/steps/join-node.ts";
import proveControlPlane from "#src/steps/prove-control-plane.ts";
import proveNode from "#src/steps/prove-node.ts";
import rebootHost from "#src/steps/reboot-host.ts";
import setKernelSettings from "#src/steps/set-kernel-settings.ts";
import switchSwapOff from "#src/steps/switch-swap-off.ts";
import tidyAfterJoin from "#src/steps/tidy-after-join.ts";

type Around = {
  /** What Wheelhouse knows the machine as; the node's name is in the facts. */
  readonly host: string;
  /** The node's. */
  readonly address: string;
  readonly pins: readonly string[];
  /** Where packages of a minor version come from. */
  readonly repository: (minor: string, kind: "deb" | "rpm") => string;
  /** Where those of containerd come from, by the distribution. */
  readonly runtimeRepository: (os: string) => string;
  readonly services: readonly Service[];
  /** Of the boot that a reboot would end. */
  readonly bootId: string;
  /** Steps before these that have run as units. */
  readonly unitsBefore?: readonly string[];
};

export function joinSteps(facts: Facts, around: Around): readonly PlannedStep[] {
  return [...fixes(facts, around), ...join(facts, around)];
}

function fixes(facts: Facts, around: Around): readonly PlannedStep[] {
  const { host: machine, bootId, repository, runtimeRepository } = around;
  const { host, cluster } = facts;
  const { manager = "apt" } = host;
  const name = { host: machine };
  const reboots = canAddBootOptions(facts);
  return [
    ...(missingSettings(facts).length > 0 ? [setKernelSettings.with(name)] : []),
    ...(hasSwap(facts)
      ? [switchSwapOff.with({ ...name, units: [...host.swapUnits], hasLines: host.swapLines.length > 0 })]
      : []),
    ...(reboots
      ? [
          addBootOptions.with({ ...name, file: host.bootOptionsFile ?? "" }),
          rebootHost.with({ ...name, bootId }),
        ]
      : []),
    ...(canInstallRuntime(facts)
      ? [
          installContainerd.with({
            ...{ ...name, manager },
            repository: runtimeRepository(runtimeDistribution(host.os) ?? ""),
            suite: manager === "apt" ? (host.os.codename ?? "") : "",
          }),
        ]
      : []),
    ...(needsRuntimeWork(facts)
      ? [configureContainerd.with({ ...name, rewrites: wrongInConfig(facts).length > 0 })]
      : []),
    ...(needsPackages(facts)
      ? [
          installKubernetes.with({
            ...{ ...name, manager },
            version: cluster.version,
            repository: repository(minorOf(cluster.version), kindOfManager[manager]),
          }),
        ]
      : []),
  ];
}

function join(
  facts: Facts,
  { host: machine, address, pins, services, unitsBefore = [] }: Around,
): readonly PlannedStep[] {
  const { host, cluster, plane } = facts;
  const name = { host: machine };
  const through = plane?.through;
  const units = [
    ...unitsBefore,
    ...(canInstallRuntime(facts) ? [runtimeUnit] : []),
    ...(needsPackages(facts) ? [installUnit] : []),
    joinUnit,
  ];
  // kubeadm refuses version 1 of control groups by itself, also where the kubelet is told to take it.
  const ignored = host.cgroupVersion === 1 ? ["SystemVerification"] : [];
  const ownResolvConf = needsOwnResolvConf(facts);
  return [
    joinNode.with({
      ...{ ...name, node: host.name, address, endpoint: cluster.endpoint, pins: [...pins] },
      ...{ machineId: host.machineId, ignored, ownResolvConf },
      ...(through !== undefined && { plane: { through, version: cluster.version } }),
    }),
    tidyAfterJoin.with({ ...name, units, ...(through !== undefined && { through }) }),
    proveNode.with({ ...name, node: host.name, address, services: services.flatMap(proofOf) }),
    ...(through === undefined
      ? []
      : [proveControlPlane.with({ ...name, node: host.name, address, through })]),
  ];
}

function proofOf({ name, clusterIP, ports }: Service) {
  const port = ports.find(({ protocol }) => protocol === "TCP")?.port;
  if (port === undefined || clusterIP === "" || clusterIP === "None") return [];
  return [{ what: name === "kube-dns" ? "DNS" : "the API's service", address: clusterIP, port }];
}
