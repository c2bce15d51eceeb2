// apt and dpkg: Debian, Ubuntu, Raspberry Pi OS.
import { kubernetesNames, type PackageManager } from "./manager.ts";

const keyrings = "/etc/apt/keyrings";
const kubernetesKey = `${keyrings}/kubernetes-apt-keyring.asc`;
const runtimeKey = `${keyrings}/docker.asc`;

/** For whoever else is at packages, such as the updates of a first boot. */
const wait = "-o DPkg::Lock::Timeout=300";
const keepSettings = "-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold";

export const apt: PackageManager = {
  kubernetesSource: (repository) => ({
    path: "/etc/apt/sources.list.d/kubernetes.list",
    text: `deb [signed-by=${kubernetesKey}] ${repository} /\n`,
  }),
  /** The file and the key are those of docs.docker.com/engine/install: apt refuses one repository with two keys. */
  runtimeSource: ({ repository, suite }) => ({
    path: "/etc/apt/sources.list.d/docker.list",
    text: `deb [signed-by=${runtimeKey}] ${repository} ${suite} stable\n`,
  }),
  installKubernetes: ({ version, repository }) =>
    afterFinishing([
      fetchKey(`${repository}Release.key`, kubernetesKey),
      `apt-get ${wait} update`,
      `apt-get ${wait} install --yes --allow-change-held-packages --allow-downgrades ${kubernetesNames.map((name) => `'${name}=${version}-*'`).join(" ")} cri-tools`,
      `apt-mark hold ${kubernetesNames.join(" ")}`,
      "systemctl enable kubelet",
    ]),
  installRuntime: ({ repository }) =>
    afterFinishing([
      fetchKey(`${repository}/gpg`, runtimeKey),
      `apt-get ${wait} update`,
      `apt-get ${wait} install --yes --no-install-recommends containerd.io`,
    ]),
  installBuild: ({ file, names, revision }) =>
    [
      // The lists of this repository alone are read anew.
      `apt-get update ${wait} -o Dir::Etc::SourceList=${file} -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0`,
      `apt-get install --yes --allow-change-held-packages ${wait} ${keepSettings} ${names.map((each) => `${each}=${revision}`).join(" ")}`,
      // Asked for by its version, a package is not held any more.
      `apt-mark hold ${names.join(" ")}`,
    ].join(" && "),
  // Each kernel of Debian and Ubuntu is a package with a name of its own: without new ones the kernel would stay.
  updateAll: `apt-get update ${wait} && apt-get upgrade --with-new-pkgs --yes ${wait} ${keepSettings}`,
  words: {
    finish: "dpkg --configure -a",
    hold: (names) => `apt-mark hold ${names.join(" ")}`,
    downgrade: (minor) => `apt-get install --allow-downgrades kubeadm='${minor}.*' kubelet='${minor}.*'`,
    clean: "apt-get clean",
    asksReboot: "/run/reboot-required is there",
  },
};

function afterFinishing(lines: readonly string[]): string {
  return `dpkg --configure -a; ${lines.join(" && ")}`;
}

/** By apt's own program, so that neither curl nor gpg need be there. */
function fetchKey(url: string, key: string): string {
  return `mkdir -p ${keyrings} && /usr/lib/apt/apt-helper download-file ${url} ${key}`;
}
