// What an earlier cluster, or another kind of cluster, has left there.
import { defineReading, lines } from "./reading.ts";

const paths = [
  "/etc/kubernetes/kubelet.conf",
  "/etc/kubernetes/pki/ca.crt",
  "/etc/kubernetes/manifests/kube-apiserver.yaml",
  "/var/lib/etcd/member",
  "/var/lib/kubelet/config.yaml",
  "/etc/cni/net.d",
  "/var/lib/cni",
  "/run/flannel",
  "/usr/local/bin/k3s",
  "/etc/rancher",
  "/snap/bin/microk8s",
  "/var/lib/k0s",
];

/** What is in the folder of the pod network's settings; none where there is no such folder. */
export const networkSettings = defineReading({
  argv: () => ["sudo", "-n", "--", "ls", "-1", "/etc/cni/net.d"],
  parse: ({ stdout }) => lines(stdout),
});

/** Those of the paths that are there. `ls` tells of the others on its other stream. */
export const leftovers = defineReading({
  argv: () => ["sudo", "-n", "--", "ls", "-d", ...paths],
  parse: ({ stdout }) => lines(stdout).filter((line) => paths.includes(line)),
});
