// Every reading by its name: all that plans and queries can ask of a host.
import { bootId, uptimeSeconds } from "./boot.ts";
import { certificateFiles } from "./certificate-files.ts";
import { bootOptions, cgroupControllers, cgroupVersion, kernelCommandLine } from "./cgroups.ts";
import { containerdConfig, containerdVersion } from "./containerd.ts";
import { nodeContainers } from "./containers.ts";
import { diskUse, journalUse } from "./disk-use.ts";
import { disks } from "./disks.ts";
import { etcdBackups, etcdMemberList, etcdMembers, etcdSnapshot, sha256 } from "./etcd.ts";
import { etcdHealth } from "./etcd-health.ts";
import { fileStatus } from "./file.ts";
import { boardModel, hostname, machineId } from "./identity.ts";
import { containerImages, images } from "./images.ts";
import { kernelLog, kubeletJournal } from "./journal.ts";
import { kernel, userland } from "./kernel.ts";
import { fileSystems, sysctls } from "./kernel-settings.ts";
import { kubeletEviction } from "./kubelet-eviction.ts";
import { kubeadmBackups, kubeletFlags, kubeletLog } from "./kubelet-flags.ts";
import { kubeadmCertificates, kubeadmVersion, kubeletVersion } from "./kubernetes.ts";
import { leftovers, networkSettings } from "./leftovers.ts";
import { memory } from "./memory.ts";
import { addresses, listeningPorts, reaches, resolvedAddresses } from "./network.ts";
import { osRelease } from "./os-release.ts";
import { aptPackages, debPackages, keyEnds, offeredKubeadm, packageSources } from "./packages.ts";
import type { Reading } from "./reading.ts";
import { manifestStatus, registryHosts, runtimeProxy } from "./registries.ts";
import { anonymousToken, manifestStatusWith, tokenChallenge } from "./registry-token.ts";
import { repositoryKey } from "./repository-key.ts";
import {
  offeredRpms,
  rpmHolds,
  rpmKeys,
  rpmLocks,
  rpmPackages,
  rpmRebootAsked,
  rpmUpdates,
} from "./rpm-packages.ts";
import { selinux } from "./selinux.ts";
import { servedCertificate } from "./served-certificate.ts";
import { staticPodContainers, staticPodSandboxes } from "./static-pods.ts";
import { swapSources, swaps } from "./swaps.ts";
import { throttling } from "./throttling.ts";
import { clock, timeSync } from "./time-sync.ts";
import { service, unit, unitOutput } from "./unit.ts";
import { packageUpdates, rebootAsked } from "./updates.ts";

export const readings = {
  addresses,
  aptPackages,
  boardModel,
  bootId,
  certificateFiles,
  bootOptions,
  cgroupControllers,
  cgroupVersion,
  clock,
  containerdConfig,
  containerdVersion,
  containerImages,
  debPackages,
  disks,
  diskUse,
  etcdBackups,
  etcdHealth,
  etcdMemberList,
  etcdMembers,
  etcdSnapshot,
  fileStatus,
  fileSystems,
  hostname,
  images,
  journalUse,
  keyEnds,
  kernel,
  kernelCommandLine,
  kernelLog,
  kubeadmBackups,
  kubeadmCertificates,
  kubeadmVersion,
  kubeletEviction,
  kubeletFlags,
  kubeletJournal,
  kubeletLog,
  kubeletVersion,
  leftovers,
  listeningPorts,
  machineId,
  manifestStatus,
  tokenChallenge,
  anonymousToken,
  manifestStatusWith,
  memory,
  networkSettings,
  nodeContainers,
  offeredKubeadm,
  offeredRpms,
  osRelease,
  packageSources,
  packageUpdates,
  reaches,
  rebootAsked,
  registryHosts,
  repositoryKey,
  resolvedAddresses,
  rpmHolds,
  rpmKeys,
  rpmLocks,
  rpmPackages,
  rpmRebootAsked,
  rpmUpdates,
  runtimeProxy,
  selinux,
  servedCertificate,
  service,
  sha256,
  staticPodContainers,
  staticPodSandboxes,
  swaps,
  swapSources,
  sysctls,
  throttling,
  timeSync,
  unit,
  unitOutput,
  uptimeSeconds,
  userland,
} as const;

export type ReadingName = keyof typeof readings;
type Readings = typeof readings;
export type InputOf<Name extends ReadingName> = Parameters<Readings[Name]["argv"]>;
export type OutputOf<Name extends ReadingName> = ReturnType<Readings[Name]["parse"]>;

/** A reading whose types are forgotten, for whoever runs it. */
export function readingOf<Name extends ReadingName>(name: Name): Reading<InputOf<Name>, OutputOf<Name>> {
  // TypeScript cannot tell that the entry at `Name` has the types that were taken from it.
  return readings[name] as unknown as Reading<InputOf<Name>, OutputOf<Name>>;
}
