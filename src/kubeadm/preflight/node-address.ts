// Which of a machine's addresses the cluster will know it by.
import { BlockList, isIP } from "node:net";
import type { Facts } from "./facts.ts";

export type Chosen =
  | { readonly address: string; readonly why: "reached" | "network" | "only" }
  | { readonly candidates: readonly string[] };

/** Where it was reached, if that is one of its own; else the one in the networks of nodes; else the only one. */
export function nodeAddress({ host, cluster }: Facts): Chosen {
  const own = host.addresses.filter((each) => each.family === "inet").map(({ address }) => address);
  if (own.includes(host.address)) return { address: host.address, why: "reached" };
  const inside = own.filter((address) => isIn(address, cluster.nodeNetworks));
  if (inside.length === 1 && inside[0]) return { address: inside[0], why: "network" };
  if (own.length === 1 && own[0]) return { address: own[0], why: "only" };
  return { candidates: own };
}

function isIn(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", bits = ""] = network.split("/");
    if (isIP(base) === 4) list.addSubnet(base, Number(bits), "ipv4");
  }
  return list.check(address, "ipv4");
}
