// Interfaces that a network of pods makes on a node. One of a cluster before holds an address that the next one does not give it. Pure.

/** Of flannel, Calico, Cilium, Weave, kube-proxy's ipvs mode and NodeLocal DNSCache. */
const made = /^(?:cni0|flannel[.-][\w.]+|vxlan\.calico|cilium_\w+|weave|kube-ipvs0|nodelocaldns)$/;

/** Which addresses were given, and flannel's own part of them: a kubelet of the next cluster would make cni0 of that before flannel is back. */
export const networkState = ["/var/lib/cni", "/run/flannel"] as const;
/** containerd watches the folder, so only what is in it goes. */
export const networkSettingsFolder = "/etc/cni/net.d";

export function isOfPodNetwork(link: string): boolean {
  return made.test(link);
}
