// Reads everything that preflight judges: of the machine over SSH, of the cluster from its API server.
import { parse } from "yaml";
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { joinFactsOf } from "../join/join-facts.ts";
import { kubernetesNames } from "../packages/manager.ts";
import { managerOf } from "../packages/managers.ts";
import { readInstalled, readRpmHolds } from "../packages/read-packages.ts";
import type { ClusterFacts, HostFacts, KubeletSettings } from "./facts.ts";

export type JoiningCluster = ClusterFacts & { readonly pins: readonly string[] };

/** @throws RefusedError where no machine could join, or could not join safely */
export async function readCluster(cluster: ClusterView, signal: AbortSignal): Promise<JoiningCluster> {
  const [info, root, kubelet, { version }] = await Promise.all([
    cluster.configMap("kube-public", "cluster-info", signal),
    cluster.configMap("kube-public", "kube-root-ca.crt", signal),
    cluster.configMap("kube-system", "kubelet-config", signal),
    cluster.health(signal),
  ]);
  const facts = joinFactsOf(info, root);
  if (!facts.trusted) throw new RefusedError(facts.why, { hint: facts.hint });
  return {
    name: cluster.name,
    version: version.replace(/^v/, ""),
    endpoint: facts.endpoint,
    pins: facts.pins,
    kubelet: kubeletSettings(kubelet?.data.kubelet ?? ""),
    nodes: cluster.snapshot().nodes,
    nodeNetworks: cluster.nodeNetworks,
  };
}

// kubelet.config.k8s.io/v1beta1; both default to true.
const Kubelet = z.object({
  failSwapOn: z.boolean().catch(true),
  failCgroupV1: z.boolean().catch(true),
  resolvConf: z.string().optional().catch(undefined),
});

export function kubeletSettings(text: string): KubeletSettings {
  const { failSwapOn, failCgroupV1, resolvConf } = Kubelet.parse(parse(text) ?? {});
  return { failSwapOn, failCgroupV1, resolvConf };
}

type Wanted = {
  readonly host: HostView;
  /** What the node is to be called. */
  readonly name: string;
  readonly cluster: ClusterFacts;
  /** By our own clock; what reading takes is little beside what matters. */
  readonly now: number;
};

const wantedPackages = [
  ...kubernetesNames,
  ...["kubernetes-cni", "cri-tools", "containerd", "containerd.io"],
];

export async function readHost(
  { host, name, cluster, now }: Wanted,
  signal: AbortSignal,
): Promise<HostFacts> {
  const read: HostView["read"] = (what, until, ...input) => host.read(what, until, ...input);
  const [address, port] = endpointParts(cluster.endpoint);
  const theirs = await read("clock", signal);
  const hostname = await read("hostname", signal);
  const [kernel, userland, os, board, memory, cgroupVersion, controllers] = await Promise.all([
    read("kernel", signal),
    read("userland", signal),
    read("osRelease", signal),
    read("boardModel", signal),
    read("memory", signal),
    read("cgroupVersion", signal),
    read("cgroupControllers", signal),
  ]);
  const [swaps, swapLines, swapUnits, timeSync, machineId, ownAddresses, addresses] = await Promise.all([
    read("swaps", signal),
    read("swapSources", signal),
    swapUnitsOf(host, signal),
    read("timeSync", signal),
    read("machineId", signal),
    read("resolvedAddresses", signal, hostname),
    read("addresses", signal),
  ]);
  const [fileSystems, sysctls, ports, reachesApi, containerd, kubeadm, kubelet] = await Promise.all([
    read("fileSystems", signal),
    read("sysctls", signal),
    read("listeningPorts", signal),
    read("reaches", signal, address, port),
    containerdOf(host, signal),
    read("kubeadmVersion", signal),
    read("kubeletVersion", signal),
  ]);
  const manager = managerOf(os);
  const [packages, leftovers, disks, hasResolvConf, throttling, bootOptionsFile] = await Promise.all([
    manager && readInstalled(host, manager, wantedPackages, signal),
    read("leftovers", signal),
    read("disks", signal),
    isThere(host, cluster.kubelet.resolvConf ?? "/etc/resolv.conf", signal),
    read("throttling", signal),
    bootOptionsOf(host, signal),
  ]);
  const [selinux, holds, firewalld] = await Promise.all([
    read("selinux", signal),
    manager === "dnf" ? readRpmHolds(host, signal) : undefined,
    read("service", signal, "firewalld"),
  ]);
  return {
    ...{ name, address: host.address, kernel, userland, os, board, memory, cgroupVersion, controllers },
    ...{
      swaps,
      swapLines,
      swapUnits,
      timeSync,
      clockAheadMs: theirs - now,
      machineId,
      hostname,
    },
    ...{ ownAddresses, addresses, fileSystems, sysctls, ports, reachesApi, containerd, kubeadm, kubelet },
    ...{ manager, packages, leftovers, disks, hasResolvConf, throttling, bootOptionsFile },
    locked: holds?.locked,
    ...{ selinux, hasFirewall: firewalld.active === "active" },
  };
}

/** Host and port of `10.0.0.10:6443` or `[fd00::1]:6443`. */
export function endpointParts(endpoint: string): readonly [address: string, port: number] {
  const [, address = endpoint, port = "6443"] = /^\[?(.+?)\]?:(\d+)$/.exec(endpoint) ?? [];
  return [address, Number(port)];
}

/** Services of Raspberry Pi OS, Debian and Ubuntu that swap to a file or to memory. */
const swapServices = ["dphys-swapfile", "zramswap", "systemd-zram-setup@zram0"];

async function swapUnitsOf(host: HostView, signal: AbortSignal): Promise<readonly string[]> {
  const all = await Promise.all(swapServices.map((name) => host.read("service", signal, name)));
  return swapServices.filter((_, at) => {
    const found = all[at];
    return found?.isThere && (found.active === "active" || found.enabled === "enabled");
  });
}

async function containerdOf(host: HostView, signal: AbortSignal): Promise<HostFacts["containerd"]> {
  const version = await host.read("containerdVersion", signal);
  if (version === undefined) return { version, config: undefined, isActive: false };
  const [config, service] = await Promise.all([
    host.read("containerdConfig", signal),
    host.read("service", signal, "containerd"),
  ]);
  return { version, config, isActive: service.active === "active" };
}

async function isThere(host: HostView, path: string, signal: AbortSignal): Promise<boolean> {
  return (await host.read("fileStatus", signal, path)) !== undefined;
}

/** Bookworm and newer first; the other is a note that it has moved there. */
async function bootOptionsOf(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  for (const path of ["/boot/firmware/cmdline.txt", "/boot/cmdline.txt"])
    if (await isThere(host, path, signal)) return path;
  return undefined;
}
