// k3s, MicroK8s and k0s bring a kubelet of their own, on the same ports.
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("other Kubernetes");
const signs: readonly (readonly [path: string, name: string, remove: string])[] = [
  ["/usr/local/bin/k3s", "k3s", "k3s-uninstall.sh, or k3s-agent-uninstall.sh"],
  ["/etc/rancher", "k3s or RKE2", "its uninstall script"],
  ["/snap/bin/microk8s", "MicroK8s", "snap remove --purge microk8s"],
  ["/var/lib/k0s", "k0s", "k0s reset"],
];

export const otherKubernetes: Check = ({ host }) => {
  const found = signs.find(([path]) => host.leftovers.includes(path));
  if (!found) return [passed("none")];
  const [path, name, remove] = found;
  return [blocking(`${name} is there (${path})`, `Remove it first: ${remove}.`)];
};
