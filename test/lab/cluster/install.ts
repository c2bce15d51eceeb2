// Installs the container runtime and Kubernetes' packages on a host the way the documentation says, with apt.
import { onHost, succeeds } from "./on-host.ts";

/**
 * Brings containerd, kubeadm, kubelet, kubectl and crictl. A host that has this kubeadm already stays as it is.
 * @param version without a leading v, as in the package's version
 */
export async function installPackages(host: string, version: string): Promise<void> {
  if (await succeeds(host, `[ "$(dpkg-query --show --showformat='\${Version}' kubeadm)" = ${version}-1.1 ]`))
    return;
  const minor = version.replace(/\.\d+$/, "");
  await onHost(host, "installing containerd", installContainerd);
  await onHost(host, `installing kubeadm ${version}`, installKubernetes(minor, version));
}

/** What the lab serves to its hosts, laid out as pkgs.k8s.io and download.docker.com are. */
const repository = "http://10.77.0.1";

const installContainerd = `
command -v containerd >/dev/null && systemctl is-active --quiet containerd && exit 0
export DEBIAN_FRONTEND=noninteractive
install -d -m 0755 /etc/apt/keyrings
curl -fsS ${repository}/linux/debian/gpg -o /etc/apt/keyrings/docker.asc
echo "deb [signed-by=/etc/apt/keyrings/docker.asc] ${repository}/linux/debian bookworm stable" >/etc/apt/sources.list.d/docker.list
apt-get update -qq
apt-get install -qq -y -o Dpkg::Options::=--force-confold containerd.io >/dev/null
systemctl enable --now containerd
`;

function installKubernetes(minor: string, version: string): string {
  const source = `${repository}/core:/stable:/v${minor}/deb`;
  return `
export DEBIAN_FRONTEND=noninteractive
install -d -m 0755 /etc/apt/keyrings
curl -fsS ${source}/Release.key | gpg --dearmor --yes -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg
echo "deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] ${source}/ /" >/etc/apt/sources.list.d/kubernetes.list
apt-get update -qq
apt-get install -qq -y kubeadm=${version}-1.1 kubelet=${version}-1.1 kubectl=${version}-1.1 cri-tools >/dev/null
apt-mark hold kubeadm kubelet kubectl >/dev/null
systemctl enable --quiet kubelet
printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\\nimage-endpoint: unix:///run/containerd/containerd.sock\\ntimeout: 10\\n' >/etc/crictl.yaml
printf 'net.ipv4.ip_forward=1\\n' >/etc/sysctl.d/99-kubernetes.conf
sysctl --quiet --load /etc/sysctl.d/99-kubernetes.conf
`;
}
