// The ports of the kubelet and kube-proxy must be free, and on a control plane those of its components.
import { listed } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("ports");

const ofNode = [10_250, 10_256];
const ofPlane = [2_379, 2_380, 6_443, 10_257, 10_259];

export const ports: Check = ({ host, plane }) => {
  const wanted = plane ? [...ofNode, ...ofPlane] : ofNode;
  const taken = wanted.filter((port) => host.ports.includes(port));
  if (taken.length === 0) return [passed(`${listed(wanted.map(String))} are free`)];
  return [
    blocking(
      `something listens on ${listed(taken.map(String))}`,
      "ss -tlnp there says what; a kubelet of before is ended by kubeadm reset.",
    ),
  ];
};
