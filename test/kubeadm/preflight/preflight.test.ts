// What each check says of a machine that is to join.
import { expect, test } from "vitest";
import type { ClusterFacts, HostFacts } from "#src/kubeadm/preflight/facts.ts";
import type { Verdict } from "#src/kubeadm/preflight/finding.ts";
import { preflight, sayFinding, withVerdict } from "#src/kubeadm/preflight/preflight.ts";
import { kubeletSettings } from "#src/kubeadm/preflight/read-facts.ts";
import { disk, ethernet, givenFacts } from "./given.ts";

test("a machine that is ready passes every check", () => {
  const all = preflight(givenFacts());
  expect(all.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
  expect(new Set(all.map(({ check }) => check)).size).toBe(20);
});

const gibibyte = 1024 ** 3;
const kubelet = { failSwapOn: true, failCgroupV1: true, resolvConf: undefined };
const none = { version: undefined, config: undefined, isActive: false } as const;
const fedora = {
  ...{ id: "fedora", families: ["fedora"], version: "43", codename: undefined },
  ...{ name: "Fedora 43", isImage: false },
};
const debian = {
  isImage: false,
  id: "debian",
  families: ["debian"],
  version: "12",
  codename: "bookworm",
  name: "Debian",
};
const running = { version: "2.2.0", isActive: true } as const;
const config = {
  hasSystemdCgroup: true,
  isCriDisabled: false,
  pauseImage: undefined,
  cniBinFolders: ["/opt/cni/bin"],
};
const twin = {
  name: "pi-3",
  machineId: "54c61d17a2c643b3a72a1cd2c76fc7b1",
  addresses: [{ type: "InternalIP", address: "192.168.1.53" }],
};

type Row = readonly [check: string, Partial<HostFacts>, Partial<ClusterFacts>, Verdict, RegExp];

const rows: readonly Row[] = [
  [
    "architecture",
    { kernel: { release: "6.1", machine: "armv7l" } },
    {},
    "blocking",
    /not built for armv7l\. Set it up/,
  ],
  ["architecture", { userland: "armhf" }, {}, "blocking", /kernel is aarch64, but its programs are armhf/],
  [
    "operating system",
    { os: { ...givenFacts().host.os, name: "Alpine 3.24" }, packages: undefined, kubelet: undefined },
    {},
    "blocking",
    /Alpine 3\.24 has neither apt nor dnf.*Install kubeadm and kubelet 1\.37\.2 there/,
  ],
  [
    "operating system",
    { os: { ...givenFacts().host.os, name: "Alpine 3.24" }, packages: undefined },
    {},
    "warning",
    /installed already, so it can join/,
  ],
  [
    "operating system",
    { os: { ...fedora, isImage: true, name: "Fedora CoreOS" }, kubelet: undefined },
    {},
    "blocking",
    /Fedora CoreOS is an image, in which no packages are installed/,
  ],
  ["operating system", { os: fedora, manager: "dnf" }, {}, "passed", /Fedora 43/],
  ["SELinux", { selinux: "enforcing" }, {}, "warning", /enforcing, which nobody has tried.*setenforce 0/],
  ["SELinux", { selinux: "permissive" }, {}, "passed", /permissive/],
  ["firewall", { hasFirewall: true }, {}, "warning", /firewalld runs.*--add-port=10250\/tcp/],
  [
    "swap",
    {
      swaps: [{ path: "/dev/zram0", type: "partition", sizeBytes: 1 }],
      swapUnits: ["systemd-zram-setup@zram0"],
    },
    {},
    "mends",
    /\/dev\/zram0 and systemd-zram-setup@zram0; it is switched off for good/,
  ],
  [
    "memory",
    { memory: { totalBytes: gibibyte / 4, availableBytes: 0, swapBytes: 0 } },
    {},
    "blocking",
    /256Mi is too little/,
  ],
  [
    "memory",
    { memory: { totalBytes: 0.8 * gibibyte, availableBytes: 0, swapBytes: 0 } },
    {},
    "warning",
    /few pods/,
  ],
  [
    "control groups",
    { cgroupVersion: 1, controllers: undefined },
    {},
    "blocking",
    /version 1, which a kubelet of 1\.35/,
  ],
  [
    "control groups",
    { cgroupVersion: 1, controllers: undefined },
    { kubelet: { ...kubelet, failCgroupV1: false } },
    "warning",
    /failCgroupV1: false/,
  ],
  [
    "control groups",
    { cgroupVersion: 1, controllers: undefined, kubeadm: "1.34.3", kubelet: "1.34.3" },
    { version: "1.34.3" },
    "warning",
    /refuse from 1\.35/,
  ],
  [
    "control groups",
    { controllers: ["cpu", "pids"] },
    {},
    "mends",
    /cmdline\.txt switches it on, with a reboot/,
  ],
  [
    "control groups",
    { controllers: ["cpu", "pids"], bootOptionsFile: undefined },
    {},
    "blocking",
    /cgroup_enable=memory/,
  ],
  [
    "swap",
    { swaps: [{ path: "/dev/sda3", type: "partition", sizeBytes: 1 }] },
    {},
    "mends",
    /\/dev\/sda3; it is switched off for good/,
  ],
  ["swap", { swapLines: ["UUID=1 none swap sw 0 0"] }, {}, "mends", /a line in \/etc\/fstab/],
  [
    "swap",
    { swaps: [{ path: "/var/swap", type: "file", sizeBytes: 1 }], swapUnits: ["dphys-swapfile"] },
    {},
    "mends",
    /dphys-swapfile/,
  ],
  [
    "swap",
    { swaps: [{ path: "/dev/zram0", type: "partition", sizeBytes: 1 }] },
    {},
    "blocking",
    /rpi-swap.*Mechanism=none/,
  ],
  [
    "swap",
    { swaps: [{ path: "/dev/zram0", type: "partition", sizeBytes: 1 }] },
    { kubelet: { ...kubelet, failSwapOn: false } },
    "passed",
    /failSwapOn: false/,
  ],
  ["clock", { clockAheadMs: -7_200_000 }, {}, "blocking", /2 h.* behind Wheelhouse's.*set-ntp/],
  [
    "clock",
    { timeSync: { isSynchronized: false, isEnabled: false, zone: "UTC" } },
    {},
    "warning",
    /nothing keeps it so/,
  ],
  ["machine id", {}, { nodes: [twin] }, "blocking", /machine id of pi-3: one is a copy/],
  [
    "name",
    {},
    { nodes: [{ ...twin, name: "pi-4" }] },
    "blocking",
    /has a node pi-4 already\. node show pi-4/,
  ],
  ["name", { hostname: "raspberrypi" }, {}, "warning", /calls itself raspberrypi.*set-hostname pi-4/],
  ["own name", { ownAddresses: ["127.0.1.1"] }, {}, "warning", /pi-4 means 127\.0\.1\.1 to itself/],
  ["own name", { ownAddresses: [] }, {}, "warning", /does not know its own name/],
  [
    "address",
    { addresses: [ethernet("192.168.1.54"), ethernet("10.8.0.2", "wg0")] },
    {},
    "warning",
    /is 192\.168\.1\.54, not 10\.8\.0\.2 \(wg0\)/,
  ],
  [
    "address",
    { address: "pi-4.lan", addresses: [ethernet("192.168.1.54"), ethernet("10.8.0.2")] },
    {},
    "blocking",
    /nobody can tell which of 192\.168\.1\.54 and 10\.8\.0\.2/,
  ],
  [
    "address",
    { address: "pi-4.lan", addresses: [ethernet("192.168.1.54"), ethernet("10.8.0.2")] },
    { nodeNetworks: ["192.168.1.0/24"] },
    "warning",
    /is 192\.168\.1\.54/,
  ],
  [
    "address",
    { address: "192.168.1.53", addresses: [ethernet("192.168.1.53")] },
    { nodes: [{ ...twin, machineId: "2" }] },
    "blocking",
    /is the address of pi-3/,
  ],
  ["address", { addresses: [] }, {}, "blocking", /no IPv4 address/],
  ["kernel settings", { sysctls: new Map() }, {}, "mends", /net\.ipv4\.ip_forward.*are set for good/],
  ["kernel settings", { fileSystems: ["ext4"] }, {}, "mends", /overlay is not set/],
  ["API server", { reachesApi: false }, {}, "blocking", /does not reach 192\.168\.1\.10:6443/],
  ["ports", { ports: [22, 10_250] }, {}, "blocking", /listens on 10250/],
  ["containerd", { containerd: none }, {}, "mends", /not installed; containerd\.io is/],
  // A distribution that its makers have no packages for.
  ["containerd", { containerd: none, os: { ...debian, id: "arch" } }, {}, "blocking", /Install containerd/],
  ["containerd", { containerd: none, packages: undefined }, {}, "blocking", /Install containerd/],
  [
    "containerd",
    { containerd: { ...running, config: { ...config, hasSystemdCgroup: false, isCriDisabled: true } } },
    {},
    "mends",
    /interface is switched off and containers are not in systemd's/,
  ],
  [
    "containerd",
    { containerd: { ...running, config, isActive: false } },
    {},
    "mends",
    /does not run; it is started/,
  ],
  [
    "containerd",
    { containerd: { ...running, version: "1.6.20~ds1", config } },
    {},
    "warning",
    /1\.6\.20~ds1 is no longer kept up/,
  ],
  [
    "packages",
    { kubelet: undefined, kubeadm: undefined },
    {},
    "mends",
    /kubelet is not there; kubeadm and kubelet 1\.37\.2 are installed/,
  ],
  ["packages", { kubelet: "1.36.5" }, {}, "mends", /kubelet is 1\.36\.5;/],
  [
    "packages",
    { kubelet: "1.36.5", manager: "dnf", locked: ["kubelet"] },
    {},
    "blocking",
    /versionlock keeps kubelet, so dnf finds no other version.*dnf versionlock delete kubelet/,
  ],
  ["packages", { manager: "dnf", locked: ["kubelet"] }, {}, "passed", /kubelet 1\.37\.2/],
  ["packages", { kubelet: "1.38.0" }, {}, "blocking", /newer than the cluster's 1\.37\.2/],
  ["packages", { kubelet: "1.37.3" }, {}, "mends", /kubelet is 1\.37\.3/],
  [
    "packages",
    { packages: [{ name: "kubelet", version: "1.37.2-1.1", held: false, whole: false }] },
    {},
    "mends",
    /kubelet is half installed/,
  ],
  [
    "earlier cluster",
    { leftovers: ["/etc/kubernetes/kubelet.conf"] },
    {},
    "blocking",
    /is or was a node.*kubeadm reset/,
  ],
  ["earlier cluster", { leftovers: ["/var/lib/cni"] }, {}, "warning", /rm -r \/var\/lib\/cni/],
  [
    "other Kubernetes",
    { leftovers: ["/usr/local/bin/k3s", "/etc/rancher"] },
    {},
    "blocking",
    /k3s is there.*k3s-uninstall/,
  ],
  ["other Kubernetes", { leftovers: ["/snap/bin/microk8s"] }, {}, "blocking", /MicroK8s/],
  [
    "disk",
    { disks: [disk({ availableBytes: gibibyte })] },
    {},
    "blocking",
    /1Gi of 30Gi free on \/\. Free 2 GiB/,
  ],
  ["disk", { disks: [disk({ availableBytes: 4 * gibibyte })] }, {}, "warning", /below 15 %/],
  ["disk", { disks: [disk({ device: "/dev/mmcblk0p2" })] }, {}, "warning", /SD card/],
  ["disk", { disks: [disk(), disk({ mount: "/var/lib/containerd", type: "nfs4" })] }, {}, "blocking", /nfs4/],
  ["disk", { disks: [disk({ inodes: { total: 100_000, free: 900 } })] }, {}, "blocking", /only 900 inodes/],
  [
    "name servers",
    { hasResolvConf: false },
    { kubelet: { ...kubelet, resolvConf: "/run/systemd/resolve/resolv.conf" } },
    "mends",
    /systemd\/resolve\/resolv\.conf, which is not there/,
  ],
  [
    "power and heat",
    { throttling: { isUnderVoltage: true, isThrottled: true, wasUnderVoltage: true, wasThrottled: true } },
    {},
    "warning",
    /under-voltage\. Use the supply/,
  ],
  [
    "power and heat",
    { throttling: { isUnderVoltage: false, isThrottled: false, wasUnderVoltage: true, wasThrottled: false } },
    {},
    "warning",
    /since it started/,
  ],
];

test.each(
  rows.map(([check, host, cluster, verdict, words]) => [check, verdict, words, host, cluster] as const),
)("%s is %s: %s", (check, verdict, words, host, cluster) => {
  const all = preflight(givenFacts(host, cluster));
  const own = withVerdict(all, verdict).filter((each) => each.check === check);
  expect(own.map(sayFinding).join("\n")).toMatch(words);
  // Nothing else is wrong because of it.
  const others = all.filter((each) => each.check !== check && each.verdict === "blocking");
  expect(others).toEqual([]);
});

test("a machine that is no Pi has no finding about its supply", () => {
  expect(preflight(givenFacts({ throttling: undefined })).map(({ check }) => check)).not.toContain(
    "power and heat",
  );
});

test("the cluster's kubelet-config is read with the kubelet's own defaults", () => {
  expect(kubeletSettings("")).toEqual({ failSwapOn: true, failCgroupV1: true, resolvConf: undefined });
  expect(
    kubeletSettings("failSwapOn: false\nfailCgroupV1: false\nresolvConf: /run/systemd/resolve/resolv.conf\n"),
  ).toEqual({
    failSwapOn: false,
    failCgroupV1: false,
    resolvConf: "/run/systemd/resolve/resolv.conf",
  });
});
