// Modules and sysctls of the pods' network. kubeadm does not look for br_netfilter any more: a node joins without, and flannel crashes.
import { few } from "#src/base/text.ts";
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";

const { passed, mends } = findings("kernel settings");

export const wantedSysctls = [
  "net.ipv4.ip_forward",
  "net.bridge.bridge-nf-call-iptables",
  "net.bridge.bridge-nf-call-ip6tables",
];

export const kernel: Check = (facts) => {
  const missing = missingSettings(facts);
  if (missing.length === 0) return [passed("overlay, br_netfilter and forwarding are there")];
  return [mends(`${few(missing, 4)} ${missing.length === 1 ? "is" : "are"} not set; they are set for good`)];
};

export function missingSettings({ host: { fileSystems, sysctls } }: Facts): readonly string[] {
  const overlay = fileSystems.includes("overlay") ? [] : ["overlay"];
  return [...overlay, ...wantedSysctls.filter((name) => sysctls.get(name) !== "1")];
}
