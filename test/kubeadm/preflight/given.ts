// A Raspberry Pi that is ready to join a cluster, and what is changed about either.
import type { ClusterFacts, Facts, HostFacts } from "#src/kubeadm/preflight/facts.ts";

const gibibyte = 1024 ** 3;

export function givenHostFacts(more: Partial<HostFacts> = {}): HostFacts {
  return {
    name: "pi-4",
    address: "192.168.1.54",
    kernel: { release: "6.12.47+rpt-rpi-v8", machine: "aarch64" },
    userland: "arm64",
    os: {
      id: "debian",
      isImage: false,
      families: ["debian"],
      version: "12",
      codename: "bookworm",
      name: "Debian GNU/Linux 12 (bookworm)",
    },
    board: "Raspberry Pi 4 Model B Rev 1.4",
    memory: { totalBytes: 4 * gibibyte, availableBytes: 3 * gibibyte, swapBytes: 0 },
    cgroupVersion: 2,
    controllers: ["cpuset", "cpu", "io", "memory", "pids"],
    bootOptionsFile: "/boot/firmware/cmdline.txt",
    swaps: [],
    swapLines: [],
    swapUnits: [],
    timeSync: { isSynchronized: true, isEnabled: true, zone: "Europe/Berlin" },
    clockAheadMs: 120,
    machineId: "54c61d17a2c643b3a72a1cd2c76fc7b1",
    hostname: "pi-4",
    ownAddresses: ["192.168.1.54"],
    addresses: [ethernet("192.168.1.54")],
    fileSystems: ["ext4", "overlay"],
    sysctls: new Map([
      ["net.ipv4.ip_forward", "1"],
      ["net.bridge.bridge-nf-call-iptables", "1"],
      ["net.bridge.bridge-nf-call-ip6tables", "1"],
    ]),
    ports: [22],
    reachesApi: true,
    containerd: {
      version: "2.2.0",
      config: {
        hasSystemdCgroup: true,
        isCriDisabled: false,
        pauseImage: undefined,
        cniBinFolders: ["/opt/cni/bin"],
      },
      isActive: true,
    },
    kubeadm: "1.37.2",
    kubelet: "1.37.2",
    manager: "apt",
    packages: [],
    selinux: undefined,
    hasFirewall: false,
    leftovers: [],
    disks: [disk()],
    hasResolvConf: true,
    throttling: { isUnderVoltage: false, isThrottled: false, wasUnderVoltage: false, wasThrottled: false },
    ...more,
  };
}

export function givenClusterFacts(more: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    name: "home",
    version: "1.37.2",
    endpoint: "192.168.1.10:6443",
    kubelet: { failSwapOn: true, failCgroupV1: true, resolvConf: undefined },
    nodes: [
      {
        name: "cp1",
        machineId: "1".repeat(32),
        addresses: [{ type: "InternalIP", address: "192.168.1.10" }],
      },
    ],
    nodeNetworks: [],
    ...more,
  };
}

export function givenFacts(host: Partial<HostFacts> = {}, cluster: Partial<ClusterFacts> = {}): Facts {
  return { host: givenHostFacts(host), cluster: givenClusterFacts(cluster) };
}

export function ethernet(address: string, name = "eth0"): HostFacts["addresses"][number] {
  return { interface: name, mac: "dc:a6:32:00:00:04", family: "inet", address, prefix: 24 };
}

export function disk(more: Partial<HostFacts["disks"][number]> = {}): HostFacts["disks"][number] {
  return {
    device: "/dev/sda2",
    type: "ext4",
    mount: "/",
    sizeBytes: 30 * gibibyte,
    usedBytes: 6 * gibibyte,
    availableBytes: 24 * gibibyte,
    inodes: { total: 1_933_312, free: 1_802_240 },
    ...more,
  };
}
