// The verbs that concern fleets: what to type, and the function behind it.
import { parseArguments } from "../hosts/arguments.ts";
import { LabError } from "../hosts/lab-error.ts";
import type { Verb } from "../hosts/verb.ts";
import { startFleet, stopFleet } from "./fleet.ts";

export const fleetVerbs = {
  fleet: {
    usage: "<nodes> [--pods-per-node 10] | down",
    summary: "simulate nodes and their pods on a real API server, or end that",
    run: async (args) => {
      const { nodes, podsPerNode } = parse(args);
      if (nodes === "down") {
        await stopFleet();
        return 0;
      }
      const started = performance.now();
      const fleet = await startFleet({ nodes, podsPerNode });
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(`${nodes} nodes and ${nodes * podsPerNode} pods on ${fleet.server}, ${seconds} s`);
      console.log(`${fleet.adminKubeconfig}  ${fleet.botKubeconfig}`);
      return 0;
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

/** What one folder of pod addresses and two cores can carry. */
const mostNodes = 10_000;

function parse(args: readonly string[]): { nodes: number | "down"; podsPerNode: number } {
  const { values, positionals } = parseArguments(args, {
    "pods-per-node": { type: "string", default: "10" },
  });
  const nodes = positionals[0] === "down" ? "down" : Number(positionals[0]);
  const podsPerNode = Number(values["pods-per-node"]);
  const countable = nodes === "down" || (Number.isInteger(nodes) && nodes > 0 && nodes <= mostNodes);
  if (positionals.length === 1 && countable && Number.isInteger(podsPerNode) && podsPerNode >= 0)
    return { nodes, podsPerNode };
  throw new LabError(`Say how many nodes, up to ${mostNodes}: \`npm run lab -- fleet 1000\``, 2);
}
