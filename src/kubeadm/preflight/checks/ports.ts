// The kubelet's and kube-proxy's ports must be free.
import { listed } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("ports");

export const ports: Check = ({ host }) => {
  const taken = [10_250, 10_256].filter((port) => host.ports.includes(port));
  if (taken.length === 0) return [passed("10250 and 10256 are free")];
  return [
    blocking(
      `something listens on ${listed(taken.map(String))}`,
      "ss -tlnp there says what; a kubelet of before is ended by kubeadm reset.",
    ),
  ];
};
