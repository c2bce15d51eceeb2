// What the lab itself serves to its hosts on 10.77.0.1, packages and images: started and ended with the lab's network.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { registryService } from "../images/registry.ts";
import { makePackages } from "../packages/packages.ts";
import { stateFolder } from "../paths.ts";
import { outcomeOf } from "../run.ts";
import { endGroup, processesIn } from "./cgroups.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { network } from "./names.ts";
import { withLabNetwork } from "./network.ts";
import { startInLab } from "./start.ts";

/** A program that listens on the gateway. It counts as ready when it accepts connections on its port. */
export type Service = { readonly name: string; readonly port: number; readonly argv: readonly string[] };

/** The seam: whoever serves something to the hosts adds a line here. */
const services: readonly (() => Promise<Service>)[] = [packagesService, registryService];

/** Starts what is not running and waits until each accepts connections (a minute or two at most). */
export async function ensureServices(): Promise<void> {
  await Promise.all(services.map(async (service) => ensureService(await service())));
}

/** What the package server serves. Built the first time, which takes a quarter of an hour when nothing is cached. */
export function packagesFolder(): Promise<string> {
  return withLock("packages", () => makePackages());
}

/** Whether something in the lab's network accepts TCP connections there. */
export async function accepts(address: string, port: number): Promise<boolean> {
  const connect = `exec 3<>/dev/tcp/${address}/${port}`;
  // bash takes a socket as its input for a login over the network and reads .bashrc, which on a busy machine takes longer than that.
  const { code } = await outcomeOf(withLabNetwork(["timeout", "2", "bash", "--norc", "-c", connect]));
  return code === 0;
}

async function packagesService(): Promise<Service> {
  const script = join(import.meta.dirname, "../packages/serve-repository.ts");
  return {
    name: "packages",
    port: 80,
    argv: [process.execPath, script, await packagesFolder(), network.gateway, "80"],
  };
}

async function ensureService({ name, port, argv }: Service): Promise<void> {
  const part = `_${name}`;
  const logFile = join(stateFolder, "log", `${name}.log`);
  if (processesIn(part).length > 0 && (await accepts(network.gateway, port))) return;
  await endGroup(part);
  await startInLab({ part, argv: withLabNetwork(argv), logFile });
  for (let tries = 0; tries < 300; tries++) {
    if (await accepts(network.gateway, port)) return;
    await sleep(200);
  }
  throw new LabError(`${name} does not listen on ${network.gateway}:${port}: see ${logFile}`);
}
