// Whether the names and addresses that a kubelet wants to serve under are its node's, and no other's. Pure.
import { BlockList, isIP, SocketAddress } from "node:net";
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane } from "../components.ts";
import type { AlternativeNames } from "./pkcs10.ts";

/** What is known of the cluster that a request comes from. */
export type Surroundings = {
  readonly nodes: readonly Node[];
  /** Hosts where the API server answers, which only a control plane may serve under. */
  readonly apiServers: readonly string[];
  /** The networks that nodes are in, CIDRs; empty when nobody said. */
  readonly nodeNetworks: readonly string[];
};

/**
 * A kubelet writes its own node's addresses, so that they are there proves little. That they are in the networks of nodes, no
 * other node's and not the API server's is what a kubelet gone bad cannot arrange.
 */
export function nameProblems({ dns, ips }: AlternativeNames, node: Node, around: Surroundings): string[] {
  const own = [node.name, ...node.addresses.map(({ address }) => address)];
  const others = around.nodes.filter(({ name }) => name !== node.name);
  return [...dns, ...ips].flatMap((wanted) => {
    const said = plainAddress(wanted);
    const owner = others.find(({ name, addresses }) =>
      isOneOf(wanted, [name, ...addresses.map(({ address }) => address)]),
    )?.name;
    return [
      ...(isOneOf(wanted, own) || owner ? [] : [`${said} is neither a name nor an address of ${node.name}`]),
      ...(owner ? [`${said} belongs to the node ${owner}`] : []),
      ...(!isControlPlane(node) && isOneOf(wanted, around.apiServers)
        ? [`${said} is where the API server answers`]
        : []),
      ...(isOfOneMachine(wanted) ? [] : [`${said} is not an address of one machine`]),
      ...(isOutside(wanted, around.nodeNetworks)
        ? [`${said} is in none of the networks of nodes (${around.nodeNetworks.join(", ")})`]
        : []),
    ];
  });
}

function isOneOf(wanted: string, names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === wanted.toLowerCase() || isSameAddress(name, wanted));
}

const hostname = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i;
/** `localhost` and the names of Services. */
const shared = /^(localhost|kubernetes|kubernetes\.default)$|\.svc$|\.svc\.|\.cluster\.local$/i;
/** Loopback, link-local, multicast and the unspecified address. */
const everywhere = /^(0\.|127\.|169\.254\.|22[4-9]\.|23\d\.|255\.)|^(::1?|fe[89ab].*|ff.*)$/i;

/** No wildcard either. */
function isOfOneMachine(name: string): boolean {
  if (isIP(name) === 0) return hostname.test(name) && !shared.test(name);
  return !everywhere.test(plainAddress(name));
}

function isOutside(name: string, networks: readonly string[]): boolean {
  if (isIP(name) === 0 || networks.length === 0) return false;
  const within = new BlockList();
  for (const network of networks) {
    const [base = "", bits] = network.split("/");
    within.addSubnet(base, Number(bits), familyOf(base));
  }
  const address = plainAddress(name);
  return !within.check(address, familyOf(address));
}

/** However it is written: `fd00:0:0:0:0:0:0:1` is `fd00::1`, and to TLS clients `::ffff:10.0.0.1` is `10.0.0.1`. */
export function isSameAddress(one: string, other: string): boolean {
  return isIP(one) !== 0 && isIP(other) !== 0 && plainAddress(one) === plainAddress(other);
}

export function plainAddress(name: string): string {
  if (isIP(name) === 0) return name;
  const { address } = new SocketAddress({ address: name, family: familyOf(name) });
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
