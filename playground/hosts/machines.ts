// The machines of the playground's cluster, with their keys approved, and a Raspberry Pi that nobody has added yet.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readHostKey } from "#src/hosts/host-key.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { HOME_NODES, type NodeSeed } from "../cluster/seed/nodes.ts";
import { newKey, type SimulatedHost, startHost } from "./host.ts";
import { startNetwork } from "./network.ts";
import type { SimulatedNode } from "./node/kubelet.ts";
import { makeNode } from "./node/node.ts";
import { makeBare } from "./programs/preparing.ts";

/** In the configuration, though its key is not approved. */
export const bareMachine = { name: "pi-4", arch: "aarch64", address: "10.0.0.24" } as const;

/** Network cards that wake their machine. A Raspberry Pi has none: somebody switches it on. */
const cards: ReadonlyMap<string, string> = new Map([
  ["cp1", "52:54:00:00:00:10"],
  ["worker1", "52:54:00:00:00:21"],
]);

export type SimulatedMachines = {
  readonly host: (name: string) => SimulatedHost;
  /** A machine that belongs to the cluster; it has become a node when it was first needed. */
  readonly node: (name: string) => Promise<SimulatedNode>;
  /** Somebody presses the button of a machine that is off: it is another boot. */
  readonly switchOn: (name: string) => void;
  /** Of `clusters.<name>`, by their settings: how to log in, and where the machines are. */
  readonly settings: string;
  readonly close: () => Promise<void>;
};

type Given = {
  readonly cluster: SimulatedCluster;
  /** Where the bot's key is written, and the database in which the machines' keys are approved. */
  readonly directory: string;
};

export async function startMachines({ cluster, directory }: Given): Promise<SimulatedMachines> {
  const key = newKey();
  const identityFile = join(directory, "id_ed25519");
  await writeFile(identityFile, key.private, { mode: 0o600 });
  const nodes = new Map<string, Promise<SimulatedNode>>();
  const hosts = new Map<string, SimulatedHost>();
  for (const seed of HOME_NODES) hosts.set(seed.name, await startNode(seed));
  const bare = await startHost({ ...bareMachine, ...common(bareMachine.name), authorizedKeys: [key.public] });
  makeBare(bare.machine, cluster);
  hosts.set(bareMachine.name, bare);
  for (const [name, { machine }] of hosts) machine.switchedOff.add(() => cluster.powerOff(name));
  await approveKeys(directory, hosts);
  const network = await startNetwork(woken);

  return {
    host,
    node: (name) => nodes.get(name) ?? becomeNode(name),
    switchOn,
    settings: settingsOf(identityFile, hosts, network.broadcast),
    close: async () => void (await Promise.all([network, ...hosts.values()].map((each) => each.close()))),
  };

  function startNode({ name, arch, address }: NodeSeed): Promise<SimulatedHost> {
    return startHost({
      ...{ name, address, ...common(name) },
      arch: arch === "arm64" ? "aarch64" : "x86_64",
      authorizedKeys: [key.public],
      // Certificates cost a few milliseconds each, and most who open the playground ask no machine anything.
      furnish: async () => void (await (nodes.get(name) ?? becomeNode(name))),
    });
  }

  function common(name: string) {
    return { now: cluster.now, isOff: () => cluster.isOff(name) };
  }

  function host(name: string): SimulatedHost {
    const found = hosts.get(name);
    if (!found) throw new Error(`there is no machine ${name}`);
    return found;
  }

  function woken(mac: string): void {
    for (const [name, card] of cards) if (card === mac && cluster.isOff(name)) switchOn(name);
  }

  function switchOn(name: string): void {
    host(name).machine.reboot();
    cluster.powerOn(name);
  }

  function becomeNode(name: string): Promise<SimulatedNode> {
    const seed = HOME_NODES.find((each) => each.name === name);
    if (!seed) throw new Error(`${name} is no node`);
    const node = makeNode(host(name).machine, cluster, seed);
    nodes.set(name, node);
    return node;
  }
}

/** As somebody has done who set the playground up. */
async function approveKeys(directory: string, hosts: ReadonlyMap<string, SimulatedHost>): Promise<void> {
  const store = openSqlite(join(directory, "wheelhouse.db"));
  for (const { name } of HOME_NODES) {
    const simulated = hosts.get(name);
    if (!simulated) continue;
    const { address, port, publicKey } = simulated;
    const pin = { ...readHostKey(publicKey), by: "U0ADA" as const, at: Date.now() };
    await store.hosts.pin("home", { name, address, port, user: "ops", pin });
  }
  await store.close();
}

function settingsOf(
  identityFile: string,
  hosts: ReadonlyMap<string, SimulatedHost>,
  broadcast: string,
): string {
  const rows = [...hosts].map(([name, { address, port }]) => {
    const mac = cards.get(name);
    const wakes = mac === undefined ? "" : `, mac: "${mac}", broadcast: "${broadcast}"`;
    return `  ${name}: { address: ${address}, port: ${port}${wakes} }`;
  });
  return [`ssh: { user: ops, identityFile: ${JSON.stringify(identityFile)} }`, "hosts:", ...rows].join("\n");
}
