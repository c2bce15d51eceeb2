// The playground's machines with the simulated cluster that reacts to them, and the real adapter that reaches them.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { silentLog } from "#src/base/log.ts";
import type { Configured, HostSettings } from "#src/hosts/inventory.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { type SimulatedMachines, startMachines } from "../../playground/hosts/machines.ts";
import { createUnfencedHosts, type UnfencedHosts } from "./unfenced.ts";

export type GivenMachines = {
  readonly cluster: SimulatedCluster;
  readonly machines: SimulatedMachines;
  readonly hosts: UnfencedHosts;
  readonly close: () => Promise<void>;
};

export async function givenMachines(): Promise<GivenMachines> {
  const directory = mkdtempSync(join(tmpdir(), "wheelhouse-machines-"));
  const cluster = await startCluster({ heartbeatMs: 0 });
  const machines = await startMachines({ cluster, directory });
  const store = openSqlite(join(directory, "wheelhouse.db"));
  const hosts = createUnfencedHosts({
    ...{ cluster: "home", ...configuredOf(machines), pins: store.hosts, now: Date.now, log: silentLog },
  });
  return {
    ...{ cluster, machines, hosts },
    close: async () => {
      hosts.close();
      await machines.close();
      await cluster.close();
      await store.close();
    },
  };
}

/** What its kubelet would tell of it. */
export function machineIdOf({ files }: Machine): string {
  return files.get("/etc/machine-id")?.content.trim() ?? "";
}

/** How a machine is now; `restore` makes it so again. */
export function keep({ files, programs, services, faults }: Machine): () => void {
  const kept = [new Map(files), new Map(programs)] as const;
  const states = [...services].map(([name, { active }]) => [name, active] as const);
  const ills = { ...faults };
  return () => {
    files.clear();
    for (const [path, file] of kept[0]) files.set(path, file);
    for (const [name, program] of kept[1]) programs.set(name, program);
    for (const [name, active] of states) Object.assign(services.get(name) ?? {}, { active });
    Object.assign(faults, ills);
  };
}

/** As the configuration would have it. */
export function configuredOf({ settings }: SimulatedMachines): Configured {
  // Written by the playground, as a text for wheelhouse.yaml.
  const { ssh, hosts } = parse(settings) as {
    ssh: { user: string; identityFile: string };
    hosts: Record<string, HostSettings>;
  };
  return { ssh: { port: 22, agent: false, ...ssh }, hosts };
}
