// The first node's resolvConf is every kubelet's: where that file is not, no pod starts.
import { type Check, findings } from "../finding.ts";

const { passed, mends } = findings("name servers");

export const nameServers: Check = (facts) =>
  needsOwnResolvConf(facts)
    ? [
        mends(
          `the cluster's kubelets read ${facts.cluster.kubelet.resolvConf}, which is not there; its own is told /etc/resolv.conf`,
        ),
      ]
    : [passed(facts.cluster.kubelet.resolvConf ?? "/etc/resolv.conf")];

export function needsOwnResolvConf({ host, cluster }: Parameters<Check>[0]): boolean {
  return cluster.kubelet.resolvConf !== undefined && !host.hasResolvConf;
}
