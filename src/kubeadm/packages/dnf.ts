// dnf and rpm: RHEL and its rebuilds from 8 on, CentOS Stream, Fedora. Written so that dnf 4 and dnf 5 both take it.
import { kubernetesNames, type PackageManager } from "./manager.ts";

/** As kubernetes.io, installing kubeadm, has it: what `exclude` names is neither installed nor upgraded unless somebody lifts it. */
const excluded = "kubelet kubeadm kubectl cri-tools kubernetes-cni";
const kubernetesId = "kubernetes";

/** dnf waits for whoever else is at packages by itself; the step's time bounds it. */
export const dnf: PackageManager = {
  kubernetesSource: (repository) => ({
    path: "/etc/yum.repos.d/kubernetes.repo",
    text: stanza(kubernetesId, {
      name: "Kubernetes",
      baseurl: repository,
      gpgkey: `${repository}repodata/repomd.xml.key`,
      exclude: excluded,
    }),
  }),
  /** The file is docs.docker.com/engine/install's docker-ce.repo, with its one repository that is switched on. */
  runtimeSource: ({ repository }) => ({
    path: "/etc/yum.repos.d/docker-ce.repo",
    text: stanza("docker-ce-stable", {
      name: "Docker CE Stable - $basearch",
      baseurl: `${repository}/$releasever/$basearch/stable`,
      gpgkey: `${repository}/gpg`,
    }),
  }),
  installKubernetes: ({ version }) =>
    [
      install(kubernetesId, [...kubernetesNames.map((name) => `'${name}-${version}-*'`), "cri-tools"]),
      "systemctl enable kubelet",
    ].join(" && "),
  installRuntime: () => "dnf install --assumeyes containerd.io",
  installBuild: ({ id, names, revision }) =>
    install(
      id,
      names.map((name) => `${name}-${revision}`),
    ),
  updateAll: "dnf upgrade --assumeyes --refresh",
  words: {
    finish: "dnf remove --duplicates",
    hold: (names) => `exclude=${names.join(" ")} below the repository's name in /etc/yum.repos.d`,
    downgrade: (minor) =>
      `dnf downgrade --setopt=disable_excludes=kubernetes 'kubeadm-${minor}.*' 'kubelet-${minor}.*'`,
    clean: "dnf clean all",
    asksReboot: "dnf needs-restarting -r asks for it",
  },
};

/** `--disableexcludes` is dnf 4's own spelling of it, which dnf 5 has not. What that repository had yesterday is asked anew. */
function install(id: string, specs: readonly string[]): string {
  const options = `--setopt=disable_excludes=${id} --setopt=${id}.metadata_expire=1`;
  return `dnf install --assumeyes ${options} ${specs.join(" ")}`;
}

function stanza(id: string, fields: Readonly<Record<string, string>>): string {
  const { exclude, gpgkey, ...rest } = fields;
  const all = { ...rest, enabled: "1", gpgcheck: "1", gpgkey, ...(exclude !== undefined && { exclude }) };
  return [`[${id}]`, ...Object.entries(all).map(([key, value]) => `${key}=${value}`), ""].join("\n");
}
