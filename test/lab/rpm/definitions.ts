// The rpm packages of the lab: the same programs as its .deb files, and a distribution's own that stand for Debian's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import type { kubernetesVersions } from "../build/versions.ts";
import { containerdPackage, filesFolder, kubernetesPackages, type Package } from "../packages/definitions.ts";

export type Rpm = {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** Lines of the spec: Requires, Provides. */
  readonly tags: readonly string[];
  readonly files: Package["files"];
  readonly settings: readonly string[];
};

const arch: Architecture = process.arch === "x64" ? "amd64" : "arm64";

/** As the build service behind pkgs.k8s.io numbers them. */
const kubernetesRelease = "150500.1.1";
const sysconfig = "/etc/sysconfig/kubelet";

/** What one minor's repository of pkgs.k8s.io holds. */
export function kubernetesRpms(kubernetes: (typeof kubernetesVersions)[number]): readonly Rpm[] {
  return kubernetesPackages(kubernetes, arch).map((deb) => ({
    ...inRpm(deb, kubernetesRelease),
    tags: deb.name === "kubelet" ? ["Requires: iptables, kubernetes-cni >= 1.2.0, util-linux"] : [],
  }));
}

/** Docker's. Its runc lies where the shim of the lab's hosts looks for it. */
export function containerdRpm(): Rpm {
  const deb = containerdPackage(arch);
  const files = deb.files.map((each) =>
    each.to === "/usr/bin/runc" ? { ...each, to: "/usr/lib/lab/runc" } : each,
  );
  return {
    ...inRpm({ ...deb, files }, "1.el9"),
    tags: ["Requires: container-selinux >= 2:2.74, libseccomp", "Provides: runc", "Obsoletes: containerd"],
  };
}

/** To rpm, these are the distribution: what Debian has brought, and something that asks for a reboot once it is newer. */
export function distributionRpms(): readonly Rpm[] {
  const provided = [
    "Provides: system-release = 9, system-release(releasever) = 9, redhat-release = 9",
    "Provides: iptables = 1.8.9, util-linux = 2.38, libseccomp = 2.5.4, container-selinux = 2:2.231",
  ];
  const empty = { files: [], settings: [], release: "1" };
  return [
    { ...empty, name: "lab-release", version: "9", tags: provided },
    // One of those that needs-restarting(1) looks at.
    { ...empty, name: "linux-firmware", version: "1", tags: [] },
    { ...empty, name: "linux-firmware", version: "2", tags: [] },
  ];
}

/** Settings are where Red Hat's family keeps them. */
function inRpm(deb: Package, release: string): Omit<Rpm, "tags"> {
  const settings = deb.configurationFiles ?? [];
  return {
    name: deb.name,
    version: deb.version.replace(/-.*$/, ""),
    release,
    settings: settings.map((path) => (path === "/etc/default/kubelet" ? sysconfig : path)),
    files: deb.files.map((each) => {
      if (each.to === "/etc/default/kubelet") return { ...each, to: sysconfig };
      if (!each.to.endsWith("/10-kubeadm.conf")) return each;
      const text = readFileSync(join(filesFolder, "kubeadm/10-kubeadm.conf"), "utf8");
      return { ...each, from: { text: text.replace("/etc/default/kubelet", sysconfig) } };
    }),
  };
}
