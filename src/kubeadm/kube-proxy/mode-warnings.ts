// What stands against a mode of kube-proxy, from Kubernetes' own documentation and the facts of one cluster.
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { ProxyConfig } from "./config.ts";
import { type Mode, minorOf } from "./kube-proxy.ts";

type Facts = {
  readonly mode: Mode;
  readonly from: Mode;
  readonly config: ProxyConfig;
  /** Of the API server, `v1.37.1`. */
  readonly version: string;
  readonly nodes: readonly Node[];
  /** As `agentsIn` names them. */
  readonly agents: readonly string[];
  /** Services that have one. */
  readonly nodePorts: number;
};

/** Why the mode cannot work here, or undefined. */
export function whyNot({ mode, version, nodes }: Facts): string | undefined {
  const minor = minorOf(version);
  if (mode === "nftables") {
    if (minor !== undefined && minor < 31) return `nftables mode came with 1.31, and this is ${version}`;
    const old = nodes.filter((node) => isKernelBelow(node.kernelVersion, [5, 13]));
    const said = old.map((node) => `${node.name} has ${node.kernelVersion}`).join(", ");
    // pkg/util/kernel: NFTablesKubeProxyKernelVersion.
    if (old.length > 0) return `kube-proxy in nftables mode wants Linux 5.13 or later, and ${said}`;
  }
  if (mode === "ipvs" && minor !== undefined && minor >= 43) return "ipvs mode was removed in 1.43";
  return undefined;
}

export function modeWarnings(facts: Facts): readonly string[] {
  const { mode, from, config, version, agents, nodePorts } = facts;
  const minor = minorOf(version) ?? 0;
  const loses = mode !== "iptables" && from === "iptables" && nodePorts > 0;
  const announcers = agents.filter((name) => /metallb|^speaker$|kube-vip/.test(name));
  const builders = agents.filter((name) =>
    /^(calico-node|canal|kube-router|antrea-agent|weave-net)$/.test(name),
  );
  return [
    loses ? `${services(nodePorts)} a NodePort: 127.0.0.1:<port> answers only in iptables mode.` : "",
    mode === "nftables" && nodePorts > 0 && config.nodePortAddresses.length === 0
      ? "NodePorts will answer on the primary addresses of the nodes only, unless nodePortAddresses says otherwise."
      : "",
    mode === "nftables" && nodePorts > 0
      ? "A firewall of the nodes must let NodePorts in: only iptables mode opens them by itself."
      : "",
    mode === "ipvs" && minor >= 40 ? "ipvs is off by default since 1.40, and gone in 1.43." : "",
    mode === "ipvs" && minor >= 35 && minor < 40
      ? "ipvs is deprecated since 1.35, will be off by default in 1.40 and gone in 1.43; nftables takes its place."
      : "",
    mode === "ipvs"
      ? "Whether the nodes have the kernel modules ip_vs, ip_vs_rr, ip_vs_wrr, ip_vs_sh and nf_conntrack cannot be seen over the API; the first node shows it."
      : "",
    mode === "ipvs" && !config.strictArp && announcers.length > 0
      ? `${announcers.join(", ")} announces addresses, which needs ipvs.strictARP: true; it is not set.`
      : "",
    from === "ipvs" ? "The interface kube-ipvs0 may stay on the nodes until they are restarted." : "",
    builders.length > 0
      ? `${builders.join(", ")} programs packet rules of its own: see in its documentation that it goes with ${mode} mode.`
      : "",
  ].filter((line) => line !== "");
}

function services(amount: number): string {
  return amount === 1 ? "1 Service has" : `${amount} Services have`;
}

/** `6.12.48+deb13-amd64`; what cannot be read is not below. */
function isKernelBelow(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, ownMajor, ownMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (ownMajor === undefined) return false;
  return Number(ownMajor) < major || (Number(ownMajor) === major && Number(ownMinor) < minor);
}

/** Those that could program packet rules or announce addresses: DaemonSets and static pods, by name. */
export function agentsIn({ daemonSets, pods }: Pick<Snapshot, "daemonSets" | "pods">): readonly string[] {
  const statics = pods.filter(({ owner }) => owner?.kind === "Node").map(({ name }) => name);
  const sets = daemonSets.map(({ namespace, name }) =>
    /metallb/.test(namespace) ? `metallb ${name}` : name,
  );
  return [...new Set([...sets, ...statics])];
}
