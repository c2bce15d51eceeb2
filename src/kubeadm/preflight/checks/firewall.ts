// firewalld, which RHEL and Fedora switch on: it lets nothing in that nobody has named, and drops what pods send each other.
import { type Check, findings } from "../finding.ts";

const { warning } = findings("firewall");

/** kubernetes.io/docs/reference/networking/ports-and-protocols, and flannel's and Calico's tunnels. */
const ofNode = ["10250/tcp", "10256/tcp", "30000-32767/tcp", "30000-32767/udp", "8472/udp", "4789/udp"];
const ofPlane = ["6443/tcp", "2379-2380/tcp"];

export const firewall: Check = ({ host: { hasFirewall }, plane }) => {
  if (!hasFirewall) return [];
  const ports = [...(plane ? ofPlane : []), ...ofNode].map((port) => `--add-port=${port}`).join(" ");
  return [
    warning(
      "firewalld runs: unless it lets the kubelet's ports and the pods' network in, the join is not proven",
      `firewall-cmd --permanent ${ports}; firewall-cmd --permanent --zone=trusted --add-source=<the pods' network>; firewall-cmd --reload`,
    ),
  ];
};
