// A Raspberry Pi that nobody has prepared: it swaps, does not forward, and has nothing of Kubernetes.
import type { SimulatedCluster } from "../../playground/cluster/cluster.ts";
import { makeBare } from "../../playground/hosts/programs/preparing.ts";
import { now } from "../given.ts";
import { type Given, givenHost } from "./given.ts";

/** By the tests' own clock, or a real one. */
export async function givenBoard(more: Parameters<typeof givenHost>[0] = {}): Promise<Given> {
  const given = await givenHost({ now: () => now, address: "10.0.0.24", ...more });
  // Its programs ask a cluster for its version only, as long as nothing joins.
  makeBare(given.simulated.machine, { version: "v1.37.1" } as SimulatedCluster);
  return given;
}
