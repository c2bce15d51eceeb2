// Containerd and Kubernetes for arm64: the packages that the lab's repository has for the other hosts, already installed.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPrograms } from "../build/build.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { makeDeb } from "../packages/deb.ts";
import { containerdPackage, kubernetesPackages, type Package } from "../packages/definitions.ts";
import { run } from "../run.ts";
import { buildRunc } from "./runc.ts";

const [kubernetes] = kubernetesVersions;
const wanted = new Set(["kubelet", "kubeadm", "kubernetes-cni", "cri-tools"]);

/** Changes with every version, and with what is done here. */
export function programsKey(): string {
  const parts = [JSON.stringify(packages()), readFileSync(import.meta.filename, "utf8")];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}

/** Builds what the cache does not have and places it in the tree of a disk. */
export async function installPrograms(tree: string): Promise<void> {
  await buildRunc();
  await buildPrograms({ arch: "arm64", modules: ["containerd", "cni-plugins", "cri-tools"] });
  await buildPrograms({ arch: "arm64", modules: [kubernetes.module], names: ["kubelet", "kubeadm"] });
  const debs = `${tree}.debs`;
  mkdirSync(debs, { recursive: true });
  for (const definition of packages()) {
    const deb = await makeDeb(definition, "arm64", debs);
    await run([join(import.meta.dirname, "place-deb.sh"), tree, deb]);
  }
  rmSync(debs, { recursive: true });
  writeFileSync(join(tree, "etc/modules-load.d/kubernetes.conf"), "overlay\nbr_netfilter\n");
  writeFileSync(join(tree, "etc/sysctl.d/99-kubernetes.conf"), "net.ipv4.ip_forward=1\n");
  for (const unit of ["containerd.service", "kubelet.service"]) enable(tree, unit);
}

/** What the lab itself makes, and Debian does not have. */
export function packages(): readonly Package[] {
  return [
    containerdPackage("arm64"),
    ...kubernetesPackages(kubernetes, "arm64").filter(({ name }) => wanted.has(name)),
  ];
}

/** As the packages' scripts would have done on the host itself. */
function enable(tree: string, unit: string): void {
  const link = join(tree, "etc/systemd/system/multi-user.target.wants", unit);
  rmSync(link, { force: true });
  symlinkSync(`/usr/lib/systemd/system/${unit}`, link);
}
