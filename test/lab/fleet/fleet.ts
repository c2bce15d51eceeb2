// A fleet: the loopback API server with thousands of simulated nodes and their pods, kept alive by kwok.
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildPrograms, programPath } from "../build/build.ts";
import { withLock } from "../hosts/lock.ts";
import { stateFolder } from "../paths.ts";
import { run } from "../run.ts";
import { createAdmin } from "./admin.ts";
import { freePair } from "./free-ports.ts";
import { populate } from "./populate.ts";
import { stageFiles } from "./stages.ts";

export type FleetSize = { readonly nodes: number; readonly podsPerNode: number };

/** Everything that a client needs; the files stay for as long as the fleet does. */
export type Fleet = {
  readonly server: string;
  readonly caFile: string;
  /** A client certificate in system:masters. */
  readonly adminKubeconfig: string;
  /** The token of the service account that the bot uses. */
  readonly botKubeconfig: string;
  readonly kubectl: string;
};

/** Starts over with an empty etcd, and answers when every node is Ready and every pod runs. */
export async function startFleet(size: FleetSize): Promise<Fleet> {
  await buildPrograms({ modules: ["kwok"], names: ["kwok"] });
  await mkdir(folder, { recursive: true });
  await stopFleet();
  const apiPort = await freePair();
  const ports = {
    WHEELHOUSE_LAB_API_PORT: String(apiPort),
    WHEELHOUSE_LAB_ETCD_PORT: String(await freePair()),
  };
  // Two labs that start at once would build the same program.
  await withLock("fleet", () => run([join(apiServerFolder, "up.sh")], { env: { ...state, ...ports } }));
  const fleet = fleetAt(`https://127.0.0.1:${apiPort}`);
  await startKwok(fleet, size.nodes);
  await fill(fleet, size);
  return fleet;
}

/** Ends what `startFleet` started. The certificates stay. None there is fine too. */
export async function stopFleet(): Promise<void> {
  if (!existsSync(folder)) return;
  await run([kwokScript, "stop"], { env: state });
  await run([join(apiServerFolder, "down.sh")], { env: state });
}

/** Ends it, and removes its files. */
export async function removeFleet(): Promise<void> {
  await stopFleet();
  await rm(folder, { recursive: true, force: true });
}

// Beside the hosts' state and not in it: `lab down` empties that, and pid files must outlive it.
const folder = `${stateFolder}-fleet`;
const state = { WHEELHOUSE_LAB_STATE: folder, WHEELHOUSE_LAB_KUBERNETES: "1.37" };
const apiServerFolder = join(import.meta.dirname, "..", "api-server");
const kwokScript = join(import.meta.dirname, "kwok.sh");

function fleetAt(server: string): Fleet {
  return {
    server,
    caFile: join(folder, "pki", "ca.crt"),
    adminKubeconfig: join(folder, "admin.kubeconfig"),
    botKubeconfig: join(folder, "token.kubeconfig"),
    kubectl: programPath("kubernetes-1.37", "kubectl"),
  };
}

async function startKwok({ adminKubeconfig }: Fleet, nodes: number): Promise<void> {
  const stages = (await stageFiles()).map((file) => `--config=${file}`);
  await run(
    [
      ...[kwokScript, "start", programPath("kwok", "kwok"), `--kubeconfig=${adminKubeconfig}`],
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
      `--node-lease-duration-seconds=${leaseSeconds(nodes)}`,
      ...["--v=WARN", ...stages],
    ],
    { env: state },
  );
}

async function fill({ server }: Fleet, size: FleetSize): Promise<void> {
  const admin = await createAdmin({ server, pki: join(folder, "pki") });
  try {
    await populate(admin, size);
  } finally {
    admin.close();
  }
}

/**
 * A quarter of it passes between two renewals. Real kubelets renew every ten seconds, which for thousands of nodes would
 * leave two cores little else to do; here it is 25 renewals a second in all.
 */
function leaseSeconds(nodes: number): number {
  return Math.max(40, Math.ceil((40 * nodes) / 250));
}
