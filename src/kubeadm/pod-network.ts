// Interfaces that a network of pods makes on a node. One of a cluster before holds an address that the next one does not give it. Pure.

/** Of flannel, Calico, Cilium, Weave, kube-proxy's ipvs mode and NodeLocal DNSCache. */
const made = /^(?:cni0|flannel[.-][\w.]+|vxlan\.calico|cilium_\w+|weave|kube-ipvs0|nodelocaldns)$/;

export const cniState = "/var/lib/cni";

export function isOfPodNetwork(link: string): boolean {
  return made.test(link);
}
