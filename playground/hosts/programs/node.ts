// Programs of a machine that belongs to a cluster: one file each, one row each.
import type { Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";
import { isRpm, tagOf } from "../node/packages.ts";
import { bash } from "./bash.ts";
import { crictl } from "./crictl.ts";
import { rpmPrograms } from "./dnf.ts";
import { kubeadm } from "./kubeadm/kubeadm.ts";
import { openssl } from "./openssl.ts";
import { packagePrograms } from "./packages.ts";

export function nodePrograms(node: SimulatedNode): Readonly<Record<string, Program>> {
  return {
    bash: bash(node),
    crictl: crictl(node),
    kubeadm: kubeadm(node),
    openssl: openssl(node),
    ...(isRpm(node.machine) ? rpmPrograms(seen) : packagePrograms(node)),
    kubelet: ({ out }) => out(`Kubernetes ${tagOf(node.packages, "kubelet")}\n`).then(() => 0),
    containerd,
  };

  /** What was installed is what the kubelet is from its next start on. */
  function seen(packages: readonly { readonly name: string; readonly version: string }[]): void {
    for (const { name, version } of packages) node.packages.installed.set(name, { version, held: true });
  }
}

/** `containerd --version`, and `containerd config dump`: its file over its defaults. */
export const containerd: Program = async ({ out, argv, machine }) => {
  if (!argv.includes("dump")) {
    await out("containerd github.com/containerd/containerd/v2 v2.2.1 0\n");
    return 0;
  }
  const file = machine.files.get("/etc/containerd/config.toml")?.content;
  const isSystemd = file === undefined || file.includes("SystemdCgroup = true");
  const [disabled = ""] = /^disabled_plugins.*\n/m.exec(file ?? "") ?? [];
  await out(disabled + containerdConfig.replace("SystemdCgroup = true", `SystemdCgroup = ${isSystemd}`));
  return 0;
};

const containerdConfig = `version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = 'registry.k8s.io/pause:3.10.2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['/opt/cni/bin']
`;
