// What an earlier cluster has left: kubeadm join refuses some of it, and a network's old files break the new one.
import { few } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("earlier cluster");
const refused = [
  "/etc/kubernetes/kubelet.conf",
  "/etc/kubernetes/pki/ca.crt",
  "/etc/kubernetes/manifests/kube-apiserver.yaml",
  "/var/lib/etcd/member",
  "/var/lib/kubelet/config.yaml",
];

export const leftovers: Check = ({ host }) => {
  const found = host.leftovers.filter((path) => refused.includes(path));
  if (found.length > 0)
    return [
      blocking(
        `it is or was a node: ${few(found, 3)}`,
        "If it is in no cluster any more: kubeadm reset --force there.",
      ),
    ];
  // The packages make /etc/cni/net.d, empty.
  if (host.leftovers.includes("/var/lib/cni"))
    return [
      warning(
        "a network of pods was set up there before (/var/lib/cni)",
        "rm -r /var/lib/cni /etc/cni/net.d/*",
      ),
    ];
  return [passed("none")];
};
