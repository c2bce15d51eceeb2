// Every command that touches a machine's packages, as it is sent; and what handles the packages of which distribution.
import { expect, test } from "vitest";
import { managerOf, managers } from "#src/kubeadm/packages/managers.ts";

const { apt, dnf } = managers;
const deb = "https://pkgs.k8s.io/core:/stable:/v1.37/deb/";
const rpm = "https://pkgs.k8s.io/core:/stable:/v1.37/rpm/";
const docker = "https://download.docker.com/linux";
const build = { file: "/etc/apt/sources.list.d/k8s.list", id: "kubernetes", revision: "1.37.2-1.1" };
const wait = "-o DPkg::Lock::Timeout=300";
const keep = "-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold";

test.each<[string, string, string]>([
  [
    "apt installs a release",
    apt.installKubernetes({ version: "1.37.2", repository: deb }),
    `dpkg --configure -a; mkdir -p /etc/apt/keyrings && /usr/lib/apt/apt-helper download-file ${deb}Release.key /etc/apt/keyrings/kubernetes-apt-keyring.asc && apt-get ${wait} update && apt-get ${wait} install --yes --allow-change-held-packages --allow-downgrades 'kubeadm=1.37.2-*' 'kubelet=1.37.2-*' 'kubectl=1.37.2-*' cri-tools && apt-mark hold kubeadm kubelet kubectl && systemctl enable kubelet`,
  ],
  [
    "dnf installs a release",
    dnf.installKubernetes({ version: "1.37.2", repository: rpm }),
    "dnf install --assumeyes --setopt=disable_excludes=kubernetes --setopt=kubernetes.metadata_expire=1 'kubeadm-1.37.2-*' 'kubelet-1.37.2-*' 'kubectl-1.37.2-*' cri-tools && systemctl enable kubelet",
  ],
  [
    "apt goes to a build",
    apt.installBuild({ ...build, names: ["kubelet", "kubectl"] }),
    `apt-get update ${wait} -o Dir::Etc::SourceList=/etc/apt/sources.list.d/k8s.list -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0 && apt-get install --yes --allow-change-held-packages ${wait} ${keep} kubelet=1.37.2-1.1 kubectl=1.37.2-1.1 && apt-mark hold kubelet kubectl`,
  ],
  [
    "dnf goes to a build, by what the repository is called there",
    dnf.installBuild({ ...build, id: "k8s-1.37", names: ["kubeadm"], revision: "1.37.2-150500.1.1" }),
    "dnf install --assumeyes --setopt=disable_excludes=k8s-1.37 --setopt=k8s-1.37.metadata_expire=1 kubeadm-1.37.2-150500.1.1",
  ],
  [
    "apt updates all, a kernel whose package has another name by then included",
    apt.updateAll,
    `apt-get update ${wait} && apt-get upgrade --with-new-pkgs --yes ${wait} ${keep}`,
  ],
  ["dnf updates all", dnf.updateAll, "dnf upgrade --assumeyes --refresh"],
  [
    "apt installs containerd",
    apt.installRuntime({ repository: `${docker}/debian`, suite: "bookworm" }),
    `dpkg --configure -a; mkdir -p /etc/apt/keyrings && /usr/lib/apt/apt-helper download-file ${docker}/debian/gpg /etc/apt/keyrings/docker.asc && apt-get ${wait} update && apt-get ${wait} install --yes --no-install-recommends containerd.io`,
  ],
  [
    "dnf installs containerd",
    dnf.installRuntime({ repository: `${docker}/centos`, suite: "" }),
    "dnf install --assumeyes containerd.io",
  ],
])("%s", (_what, sent, wanted) => {
  expect(sent).toBe(wanted);
});

test("dnf's repository of Kubernetes is kubernetes.io's, and excludes what must stay as it is", () => {
  expect(dnf.kubernetesSource(rpm)).toEqual({
    path: "/etc/yum.repos.d/kubernetes.repo",
    text: `[kubernetes]\nname=Kubernetes\nbaseurl=${rpm}\nenabled=1\ngpgcheck=1\ngpgkey=${rpm}repodata/repomd.xml.key\nexclude=kubelet kubeadm kubectl cri-tools kubernetes-cni\n`,
  });
});

test("dnf's repository of containerd goes by the release and processor that dnf knows", () => {
  expect(dnf.runtimeSource({ repository: `${docker}/centos`, suite: "" })).toEqual({
    path: "/etc/yum.repos.d/docker-ce.repo",
    text: `[docker-ce-stable]\nname=Docker CE Stable - $basearch\nbaseurl=${docker}/centos/$releasever/$basearch/stable\nenabled=1\ngpgcheck=1\ngpgkey=${docker}/centos/gpg\n`,
  });
});

test.each([
  ["Debian", ["debian"], "apt"],
  ["Raspberry Pi OS", ["raspbian", "debian"], "apt"],
  ["Ubuntu", ["ubuntu", "debian"], "apt"],
  ["Rocky Linux 9", ["rocky", "rhel", "centos", "fedora"], "dnf"],
  ["AlmaLinux 9", ["almalinux", "rhel", "centos", "fedora"], "dnf"],
  ["CentOS Stream 9", ["centos", "rhel", "fedora"], "dnf"],
  ["RHEL 9", ["rhel", "fedora"], "dnf"],
  ["Fedora", ["fedora"], "dnf"],
  ["openSUSE", ["opensuse-leap", "suse", "opensuse"], undefined],
  ["Alpine", ["alpine"], undefined],
])("the packages of %s are handled as they are there", (_name, families, manager) => {
  expect(managerOf({ families })).toBe(manager);
});
