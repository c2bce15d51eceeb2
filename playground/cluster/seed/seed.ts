// Fills a new cluster: the machines, what kubeadm leaves, and what somebody runs on it.
import { beat } from "../controllers/leases.ts";
import { settle } from "../controllers/loop.ts";
import type { World } from "../controllers/world.ts";
import { DAY_MS } from "./build.ts";
import { writeHomeEvents } from "./events.ts";
import { seedFleet } from "./fleet.ts";
import { writeLogs } from "./logs.ts";
import { HOME_NODES, nodeObject } from "./nodes.ts";
import { coreDns, flannel, kubeadmMaps, kubeProxy, namespaces, staticPods } from "./system.ts";
import { HOME_NAMESPACES, homeWorkloads, kubernetesSlice } from "./workloads.ts";

export type Fleet = { readonly nodes: number; readonly podsPerNode: number };

export type SeedOptions = {
  /** How long ago the store believes it is, ms. */
  readonly past: { ms: number };
  readonly version: string;
  readonly ca: string;
  readonly fleet: Fleet | undefined;
};

export function seed(world: World, { version, ca, fleet, past }: SeedOptions): void {
  const now = world.clock.now();
  const installedAt = now - 93 * DAY_MS;
  const put = world.store.put;
  for (const draft of namespaces(HOME_NAMESPACES, installedAt)) put(draft);
  const [controlPlane, ...workers] = HOME_NODES;
  if (controlPlane === undefined) throw new Error("the seed has no control plane");
  const node = put(nodeObject(controlPlane, version, now));
  const { address } = controlPlane;
  for (const draft of staticPods(
    { name: controlPlane.name, uid: node.metadata.uid, address },
    version,
    installedAt,
  ))
    put(draft);
  for (const draft of kubeadmMaps({ version, ca, namespaces: HOME_NAMESPACES, now })) put(draft);
  // CoreDNS comes up while the control plane is alone, which is why both replicas live there.
  for (const draft of [...coreDns(installedAt), ...kubeProxy(version, installedAt), flannel(installedAt)])
    put(draft);
  settleAgo(world, past, 93 * DAY_MS);
  for (const worker of workers) put(nodeObject(worker, version, now));
  for (const draft of homeWorkloads(now)) put(draft);
  put(kubernetesSlice(address, installedAt));
  settleAgo(world, past, 38 * DAY_MS);
  beat(world);
  writeHomeEvents(world);
  writeLogs(world);
  if (fleet !== undefined) seedFleet(world, fleet, version);
}

/** Lets the controllers make their pods as if it were that long ago. */
function settleAgo(world: World, past: { ms: number }, ms: number): void {
  past.ms = ms;
  settle({ ...world, podStartMs: 0, clock: { ...world.clock, now: () => world.clock.now() - ms } });
  past.ms = 0;
}
