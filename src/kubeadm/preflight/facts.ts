// What preflight checks judge: everything that was read of a machine, and what the cluster asks of it.

import type { OutputOf } from "#src/hosts/readings/index.ts";
import type { InstalledPackage } from "#src/hosts/readings/packages.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { PlaneFacts } from "../join/plane-facts.ts";
import type { ManagerName } from "../packages/manager.ts";

export type HostFacts = {
  /** What the node is to be called, and where the machine was reached. */
  readonly name: string;
  readonly address: string;
  readonly kernel: OutputOf<"kernel">;
  readonly userland: OutputOf<"userland">;
  readonly os: OutputOf<"osRelease">;
  readonly board: OutputOf<"boardModel">;
  readonly memory: OutputOf<"memory">;
  readonly cgroupVersion: OutputOf<"cgroupVersion">;
  readonly controllers: OutputOf<"cgroupControllers">;
  /** The file with a Pi's kernel command line, where one was found. */
  readonly bootOptionsFile: string | undefined;
  readonly swaps: OutputOf<"swaps">;
  readonly swapLines: OutputOf<"swapSources">;
  /** Units that are there and make swap. */
  readonly swapUnits: readonly string[];
  readonly timeSync: OutputOf<"timeSync"> | undefined;
  /** By how much the machine's clock is ahead of ours, milliseconds. */
  readonly clockAheadMs: number;
  readonly machineId: string;
  readonly hostname: string;
  /** What its own name means to itself. */
  readonly ownAddresses: OutputOf<"resolvedAddresses">;
  readonly addresses: OutputOf<"addresses">;
  readonly fileSystems: OutputOf<"fileSystems">;
  readonly sysctls: OutputOf<"sysctls">;
  readonly ports: OutputOf<"listeningPorts">;
  readonly reachesApi: boolean;
  readonly containerd: {
    readonly version: OutputOf<"containerdVersion">;
    readonly config: OutputOf<"containerdConfig">;
    readonly isActive: boolean;
  };
  readonly kubeadm: OutputOf<"kubeadmVersion">;
  readonly kubelet: OutputOf<"kubeletVersion">;
  /** What handles its packages; undefined where that is neither of those that are known. */
  readonly manager: ManagerName | undefined;
  readonly packages: readonly InstalledPackage[] | undefined;
  /** Of Kubernetes' packages, what dnf's versionlock keeps at a version. */
  readonly locked?: readonly string[] | undefined;
  readonly leftovers: OutputOf<"leftovers">;
  readonly disks: OutputOf<"disks">;
  /** Whether the file that the cluster's kubelets take name servers from is there. */
  readonly hasResolvConf: boolean;
  readonly throttling: OutputOf<"throttling">;
  readonly selinux: OutputOf<"selinux">;
  /** firewalld runs, and lets nothing in that nobody has named. */
  readonly hasFirewall: boolean;
};

export type ClusterFacts = {
  readonly name: string;
  /** Of the API server: `1.37.2`. */
  readonly version: string;
  /** Where machines join: `10.0.0.10:6443`. */
  readonly endpoint: string;
  readonly kubelet: KubeletSettings;
  readonly nodes: readonly Pick<Node, "name" | "machineId" | "addresses">[];
  /** CIDRs; empty when nobody has said. */
  readonly nodeNetworks: readonly string[];
};

/** What the cluster's kubelet-config says to every kubelet that joins. */
export type KubeletSettings = {
  readonly failSwapOn: boolean;
  readonly failCgroupV1: boolean;
  readonly resolvConf: string | undefined;
};

export type Facts = {
  readonly host: HostFacts;
  readonly cluster: ClusterFacts;
  /** Of a machine that is to become a control plane. */
  readonly plane?: PlaneFacts | undefined;
};
