// Installs Kubernetes' packages on a host the way its documentation says, with apt. The hosts bring containerd.

import type { KubernetesVersion } from "../build/versions.ts";
import { network } from "../hosts/names.ts";
import { kubernetesSource } from "../packages/packages.ts";
import { afterEarlierCall, onHost, succeeds } from "./on-host.ts";

/** Brings kubeadm, kubelet, kubectl and crictl, and holds them. A host that has this kubeadm already stays as it is. */
export async function installPackages(host: string, { minor, version }: KubernetesVersion): Promise<void> {
  const revision = `${version}-1.1`;
  const held = `hold ok installed ${revision}`;
  const query = `dpkg-query --show --showformat='\${Status} \${Version}\n' kubeadm kubelet kubectl`;
  // Holding them is the last thing that is done here.
  if (await succeeds(host, `[ "$(${query} | sort -u)" = "${held}" ]`)) return;
  await onHost(
    host,
    `installing kubeadm ${version}`,
    `${afterEarlierCall}
dpkg --configure -a >/dev/null 2>&1 || true
echo '${kubernetesSource(minor, `http://${network.gateway}`)}' >/etc/apt/sources.list.d/kubernetes.list
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --fix-broken kubeadm=${revision} kubelet=${revision} kubectl=${revision} cri-tools >/dev/null
systemctl enable --quiet kubelet
cat >/etc/crictl.yaml <<FILE
runtime-endpoint: unix:///run/containerd/containerd.sock
image-endpoint: unix:///run/containerd/containerd.sock
timeout: 10
FILE
echo net.ipv4.ip_forward=1 >/etc/sysctl.d/99-kubernetes.conf
sysctl --quiet --load=/etc/sysctl.d/99-kubernetes.conf
apt-mark hold kubeadm kubelet kubectl >/dev/null
`,
  );
}
