// Programs of a machine that is to become a node: packages, modules, sysctls, swap, boot options.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { Machine, Process, Program } from "../machine.ts";
import { noMember } from "../node/etcd.ts";
import { packagesAt } from "../node/packages.ts";
import { repositoryKey } from "../node/repository-key.ts";
import { sed as usualSed } from "./coreutils.ts";
import { kubeadm } from "./kubeadm/kubeadm.ts";
import { containerd, nodePrograms } from "./node.ts";
import { cleanCache } from "./packages.ts";
import { systemctl as usualSystemctl } from "./systemd.ts";

export const noSwap = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

/** Gives a bare machine what Raspberry Pi OS has, without Kubernetes: it swaps, and does not forward. */
export function makeBare(machine: Machine, cluster: SimulatedCluster): void {
  machine.services.set("containerd", { active: "active", enabled: "enabled" });
  machine.services.set("dphys-swapfile", { active: "active", enabled: "enabled" });
  machine.write(
    "/proc/swaps",
    `${noSwap}/var/swap                               file\t\t102396\t\t0\t\t-2\n`,
  );
  machine.write("/proc/sys/net/ipv4/ip_forward", "0\n");
  machine.write(
    "/boot/firmware/cmdline.txt",
    "console=tty1 root=PARTUUID=4e639091-02 rootfstype=ext4 rootwait\n",
  );
  const programs = { ...preparing(cluster), containerd };
  for (const [name, program] of Object.entries(programs)) machine.programs.set(name, program);
}

function preparing(cluster: SimulatedCluster): Readonly<Record<string, Program>> {
  return {
    "apt-get": (process) => aptGet(process, cluster),
    "apt-mark": async ({ argv, machine }) => {
      for (const name of argv.slice(2)) setPackage(machine, name, { held: argv[1] === "hold" });
      return 0;
    },
    "dpkg-query": dpkgQuery,
    dpkg,
    "/usr/lib/apt/apt-helper": async ({ argv, machine }) => {
      machine.write(argv[3] ?? "", repositoryKey);
      return 0;
    },
    mkdir: async () => 0,
    modprobe: async ({ machine }) => {
      for (const name of ["iptables", "ip6tables"])
        if (!machine.files.has(`/proc/sys/net/bridge/bridge-nf-call-${name}`))
          machine.write(`/proc/sys/net/bridge/bridge-nf-call-${name}`, "1\n");
      return 0;
    },
    sysctl: async ({ argv, machine }) => {
      const path = argv.find((word) => word.startsWith("--load="))?.slice(7) ?? "";
      for (const line of machine.files.get(path)?.content.split("\n") ?? []) {
        const [name, value] = line.split(" = ");
        if (name && value) machine.write(`/proc/sys/${name.replaceAll(".", "/")}`, `${value}\n`);
      }
      return 0;
    },
    swapoff: async ({ machine }) => {
      machine.write("/proc/swaps", noSwap);
      return 0;
    },
    sed,
    bash: reach(cluster),
    systemctl,
  };
}

/** What is installed, as dpkg keeps it. */
type Package = { readonly version: string; readonly held: boolean; readonly whole: boolean };
const database = "/var/lib/dpkg/status.json";

function packagesOf(machine: Machine): Readonly<Record<string, Package>> {
  return JSON.parse(machine.files.get(database)?.content ?? "{}") as Readonly<Record<string, Package>>;
}

/** Also what a test finds half installed. */
export function setPackage(machine: Machine, name: string, change: Partial<Package>): void {
  const all = packagesOf(machine);
  const before = all[name] ?? { version: "", held: false, whole: true };
  machine.write(database, JSON.stringify({ ...all, [name]: { ...before, ...change } }));
}

async function aptGet({ argv, machine, out, err }: Process, cluster: SimulatedCluster): Promise<number> {
  if (argv[1] === "clean") return cleanCache(machine);
  if (!argv.includes("install")) {
    await out("Reading package lists...\n");
    return 0;
  }
  const half = Object.entries(packagesOf(machine)).some(([, { whole }]) => !whole);
  if (half) {
    await err(
      "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n",
    );
    return 100;
  }
  if (machine.faults.aptLocked) {
    await err(
      "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)\n",
    );
    return 100;
  }
  for (const wanted of argv.slice(argv.indexOf("install") + 1).filter((word) => !word.startsWith("-"))) {
    const [name = "", version] = wanted.split("=");
    const is = version?.replace(/-\*$/, "-1.1") ?? "1.37.0-1.1";
    await out(`Unpacking ${name} (${is}) ...\nSetting up ${name} (${is}) ...\n`);
    setPackage(machine, name, { version: is, whole: true });
  }
  if (argv.includes("containerd.io")) installRuntime(machine);
  else installPrograms(machine, cluster);
  return 0;
}

/** As containerd.io's package leaves it: running, and with Kubernetes' interface switched off. */
export function installRuntime(machine: Machine): void {
  machine.programs.set("containerd", containerd);
  machine.services.set("containerd", { active: "active", enabled: "enabled" });
  machine.write("/etc/containerd/config.toml", 'disabled_plugins = ["cri"]\n');
}

/** Takes away what makeBare gave: as a machine is on which nothing runs but sshd. */
export function removeRuntime(machine: Machine): void {
  machine.programs.delete("containerd");
  machine.services.delete("containerd");
}

export function installPrograms(machine: Machine, cluster: SimulatedCluster): void {
  const node = {
    machine,
    cluster,
    version: cluster.version,
    pki: undefined,
    staticPods: undefined,
    etcd: noMember(machine),
    packages: packagesAt(machine, cluster.version),
  };
  const { kubelet, crictl } = nodePrograms(node);
  for (const [name, program] of Object.entries({ kubelet, crictl, kubeadm: kubeadm(node) }))
    if (program) machine.programs.set(name, program);
  if (!machine.services.has("kubelet"))
    machine.services.set("kubelet", { active: "inactive", enabled: "disabled" });
}

/** As it is once everything before the join was done. */
export function makePrepared(machine: Machine, cluster: SimulatedCluster): void {
  machine.services.delete("dphys-swapfile");
  machine.write("/proc/swaps", noSwap);
  machine.write("/proc/sys/net/ipv4/ip_forward", "1\n");
  const version = `${cluster.version.slice(1)}-1.1`;
  for (const name of ["kubeadm", "kubelet", "kubectl"]) setPackage(machine, name, { version, held: true });
  installPrograms(machine, cluster);
}

const dpkg: Program = async ({ argv, machine, out }) => {
  if (argv.includes("--configure"))
    for (const [name, { whole }] of Object.entries(packagesOf(machine)))
      if (!whole) setPackage(machine, name, { whole: true });
  if (!argv.includes("--print-architecture")) return 0;
  await out(machine.files.get("/etc/wheelhouse-arch")?.content.trim() === "aarch64" ? "arm64\n" : "amd64\n");
  return 0;
};

const dpkgQuery: Program = async ({ argv, machine, out }) => {
  const all = packagesOf(machine);
  const asked = argv.slice(argv.indexOf("--") + 1);
  for (const name of asked) {
    const found = all[name];
    if (found) await out(`${found.held ? "h" : "i"}${found.whole ? "i" : "F"} |${name}|${found.version}\n`);
  }
  return asked.every((name) => all[name]) ? 0 : 1;
};

/** As far as it is sent: an option behind the first line, and lines that are commented out. */
const sed: Program = async (process) => {
  const { argv, machine } = process;
  // Of a node that it has become: its repository is moved to another minor.
  if (argv.includes("-n") || argv.some((word) => word.startsWith("s#"))) return usualSed(process);
  const [path = "", expression = ""] = [argv.at(-1), argv.at(-2)];
  const content = machine.files.get(path)?.content ?? "";
  const [, added] = /^1 s\/\$\/(.*)\/$/.exec(expression) ?? [];
  machine.write(
    path,
    added === undefined ? content.replace(/^[^#\n]+\sswap\s/gm, "# $&") : content.replace(/$/m, added),
  );
  return 0;
};

/** `bash -c 'exec 3<>"/dev/tcp/$0/$1"' address port`. */
function reach(_cluster: SimulatedCluster): Program {
  return async ({ machine }) => (machine.faults.reachesNothing ? 1 : 0);
}

const systemctl: Program = async (process) => {
  const { argv, machine } = process;
  const [, verb, ...words] = argv;
  if (verb === "daemon-reload") return 0;
  if (verb === "reboot") {
    const options = machine.files.get("/boot/firmware/cmdline.txt")?.content ?? "";
    if (options.includes("cgroup_enable=memory"))
      machine.write("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
  }
  if (verb === "mask") {
    const service = machine.services.get((words.at(-1) ?? "").replace(/\.service$/, ""));
    if (service) Object.assign(service, { active: "inactive", enabled: "disabled" });
    return 0;
  }
  return usualSystemctl(process);
};
