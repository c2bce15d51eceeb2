// One address for several API servers, as a load balancer in front of a real cluster gives it.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, processesIn } from "../hosts/cgroups.ts";
import { LabError } from "../hosts/lab-error.ts";
import { network } from "../hosts/names.ts";
import { withLabNetwork } from "../hosts/network.ts";
import { accepts } from "../hosts/services.ts";
import { startInLab } from "../hosts/start.ts";
import { stateFolder } from "../paths.ts";

const port = 6443;

/** Where nodes and people reach the API server: the control plane itself, or the balancer in front of several. */
export function endpointOf(addresses: readonly string[]): string {
  const [only = ""] = addresses;
  return addresses.length > 1 ? `${network.gateway}:${port}` : `${only}:${port}`;
}

/** Starts the balancer anew, so that it knows exactly these API servers. It ends with the lab. */
export async function startBalancer(addresses: readonly string[]): Promise<void> {
  const backends = addresses.map((address) => `${address}:${port}`);
  if (processesIn(part).length > 0) await endGroup(part);
  await startInLab({
    part,
    argv: withLabNetwork([process.execPath, program, network.gateway, String(port), ...backends]),
    logFile,
  });
  for (let tries = 0; tries < 100; tries++) {
    if (await accepts(network.gateway, port)) return;
    // Nothing announces the moment when a program of another process group listens.
    await sleep(100);
  }
  throw new LabError(`The balancer does not listen on ${network.gateway}:${port}: see ${logFile}`);
}

const part = "_balancer";
const program = join(import.meta.dirname, "balancer.ts");
const logFile = join(stateFolder, "log", "balancer.log");
