// Which interfaces are a pod network's, and which are the machine's own.
import { expect, test } from "vitest";
import { isOfPodNetwork } from "#src/kubeadm/pod-network.ts";

test.each(["cni0", "flannel.1", "flannel-v6.1", "vxlan.calico", "cilium_host", "weave", "kube-ipvs0"])(
  "%s is one",
  (link) => {
    expect(isOfPodNetwork(link)).toBe(true);
  },
);

test.each(["eth0", "wlan0", "br0", "docker0", "tailscale0", "wg0", "lo", "mycni0"])("%s is none", (link) => {
  expect(isOfPodNetwork(link)).toBe(false);
});
