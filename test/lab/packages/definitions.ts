// The packages of the lab: the names, files, dependencies and maintainer scripts of pkgs.k8s.io and download.docker.com.
import { join } from "node:path";
import { moduleVersion, programPath } from "../build/build.ts";
import type { Architecture } from "../build/compile.ts";
import { modules } from "../build/programs.ts";
import type { kubernetesVersions } from "../build/versions.ts";

export type Package = {
  readonly name: string;
  readonly version: string;
  /** Fields of the control file besides Package, Version, Architecture and Installed-Size. */
  readonly control: Readonly<Record<string, string>>;
  readonly files: readonly PackageFile[];
  readonly configurationFiles?: readonly string[];
  /** A folder with postinst, prerm and postrm. */
  readonly scripts?: string;
};

type PackageFile = {
  readonly to: string;
  readonly from: string | { readonly text: string };
  readonly mode: number;
};

type KubernetesVersion = (typeof kubernetesVersions)[number];

export const filesFolder = join(import.meta.dirname, "files");
const unitFolder = "/usr/lib/systemd/system";

/** What one minor's repository of pkgs.k8s.io holds. Templates: kubernetes/release, cmd/krel/templates/latest. */
export function kubernetesPackages(kubernetes: KubernetesVersion, arch: Architecture): readonly Package[] {
  return [
    kubeadm(kubernetes, arch),
    kubelet(kubernetes, arch),
    kubectl(kubernetes, arch),
    kubernetesCni(arch),
    criTools(arch),
  ];
}

/** Since 1.32 it depends on nothing, not even on cri-tools. */
function kubeadm({ version, module }: KubernetesVersion, arch: Architecture): Package {
  return {
    name: "kubeadm",
    version: `${version}-1.1`,
    control: authors("admin", "Command-line utility for administering a Kubernetes cluster"),
    files: [
      program("/usr/bin/kubeadm", programPath(module, "kubeadm", arch)),
      file(`${unitFolder}/kubelet.service.d/10-kubeadm.conf`, "kubeadm/10-kubeadm.conf"),
    ],
  };
}

function kubelet({ minor, version, module }: KubernetesVersion, arch: Architecture): Package {
  return {
    name: "kubelet",
    version: `${version}-1.1`,
    control: { ...kubeletDependencies[minor], ...authors("net", "Node agent for Kubernetes clusters") },
    files: [
      program("/usr/bin/kubelet", programPath(module, "kubelet", arch)),
      { ...file(`${unitFolder}/kubelet.service`, "kubelet/kubelet.service"), mode: 0o600 },
      file("/etc/default/kubelet", "kubelet/kubelet.env"),
      keep("/var/lib/kubelet/.kubelet-keep"),
      keep("/etc/kubernetes/manifests/.kubelet-keep"),
    ],
    configurationFiles: ["/etc/default/kubelet", "/etc/kubernetes/manifests/.kubelet-keep"],
    scripts: join(filesFolder, "kubelet"),
  };
}

/** Packages made since September 2026 only recommend iptables: github.com/kubernetes/release/pull/4518. */
const kubeletDependencies = {
  "1.37": {
    Depends: "kubernetes-cni (>= 1.2.0), mount, util-linux",
    Recommends: "iptables (>= 1.8.4)",
  },
  "1.36": { Depends: "iptables (>= 1.4.21), kubernetes-cni (>= 1.2.0), mount, util-linux" },
} as const;

function kubectl({ version, module }: KubernetesVersion, arch: Architecture): Package {
  return {
    name: "kubectl",
    version: `${version}-1.1`,
    control: authors("admin", "Command-line utility for interacting with a Kubernetes cluster"),
    files: [program("/usr/bin/kubectl", programPath(module, "kubectl", arch))],
  };
}

/** The nine plugins that the lab builds; the real package has a few more. flannel's comes with flannel's own image. */
function kubernetesCni(arch: Architecture): Package {
  return {
    name: "kubernetes-cni",
    version: `${moduleVersion("cni-plugins")}-1.1`,
    control: authors("net", "Binaries required to provision kubernetes container networking"),
    files: [
      ...Object.keys(modules["cni-plugins"].programs).map((plugin) =>
        program(`/opt/cni/bin/${plugin}`, programPath("cni-plugins", plugin, arch)),
      ),
      keep("/etc/cni/net.d/.kubernetes-cni-keep"),
    ],
    configurationFiles: ["/etc/cni/net.d/.kubernetes-cni-keep"],
  };
}

function criTools(arch: Architecture): Package {
  return {
    name: "cri-tools",
    version: `${moduleVersion("cri-tools")}-1.1`,
    control: authors("admin", "Command-line utility for interacting with a container runtime"),
    files: [program("/usr/bin/crictl", programPath("cri-tools", "crictl", arch))],
  };
}

/** Docker's package: its configuration switches CRI off, which everybody who runs kubeadm has to mend. */
export function containerdPackage(arch: Architecture): Package {
  const from = (name: "containerd" | "containerd-shim-runc-v2" | "ctr") =>
    programPath("containerd", name, arch);
  return {
    name: "containerd.io",
    version: `${moduleVersion("containerd")}-1~debian.12~bookworm`,
    control: {
      Provides: "containerd, runc",
      Conflicts: "containerd, runc",
      Replaces: "containerd, runc",
      Depends: "libc6 (>= 2.34), libseccomp2 (>= 2.5.0)",
      Section: "devel",
      Priority: "optional",
      Maintainer: "Containerd team <help@containerd.io>",
      Homepage: "https://containerd.io",
      Description: "An open and reliable container runtime",
    },
    files: [
      program("/usr/bin/containerd", from("containerd")),
      program("/usr/bin/containerd-shim-runc-v2", from("containerd-shim-runc-v2")),
      program("/usr/bin/ctr", from("ctr")),
      program("/usr/bin/runc", programPath("runc", "runc", arch)),
      file(`${unitFolder}/containerd.service`, "containerd.io/containerd.service"),
      file("/etc/containerd/config.toml", "containerd.io/config.toml"),
    ],
    configurationFiles: ["/etc/containerd/config.toml"],
    scripts: join(filesFolder, "containerd.io"),
  };
}

function authors(section: string, description: string): Record<string, string> {
  return {
    Section: section,
    Priority: "optional",
    Maintainer: "Kubernetes Authors <dev@kubernetes.io>",
    Homepage: "https://kubernetes.io",
    Description: description,
  };
}

function program(to: string, from: string): PackageFile {
  return { to, from, mode: 0o755 };
}

function file(to: string, from: string): PackageFile {
  return { to, from: join(filesFolder, from), mode: 0o644 };
}

/** dpkg-deb keeps no empty folder, so the real packages have such files too. */
function keep(to: string): PackageFile {
  return { to, from: { text: "" }, mode: 0o644 };
}
