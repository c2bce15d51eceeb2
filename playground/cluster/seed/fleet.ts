// A big cluster beside the home lab: many nodes with many ordinary pods, written without the controllers' care.
import { runningFrom } from "../controllers/kubelet.ts";
import { podFrom } from "../controllers/pods.ts";
import type { World } from "../controllers/world.ts";
import type { Draft, KubeObject } from "../object.ts";
import { container, DAY_MS, managedFields, workload } from "./build.ts";
import { nodeObject } from "./nodes.ts";
import type { Fleet } from "./seed.ts";
import { namespaces } from "./system.ts";

const TEAMS = 20;

/** Nodes `node-0001`... each with so many pods of Deployments in the namespaces `team-00`...`team-19`. */
export function seedFleet(world: World, { nodes, podsPerNode }: Fleet, version: string): void {
  const now = world.clock.now();
  const teams = Array.from({ length: TEAMS }, (_, index) => teamOf(index));
  for (const namespace of namespaces(teams, now - 30 * DAY_MS)) world.store.put(namespace);
  for (let index = 0; index < nodes; index += 1) {
    const node = world.store.put(nodeObject(fleetNode(index), version, now));
    for (let slot = 0; slot < podsPerNode; slot += 1) {
      const draft = fleetPod(now, node.metadata.name, index * podsPerNode + slot);
      world.store.put(runningFrom(world, draft, now - DAY_MS));
    }
  }
}

function teamOf(index: number): string {
  return `team-${String(index % TEAMS).padStart(2, "0")}`;
}

function fleetNode(index: number) {
  const number = String(index + 1).padStart(4, "0");
  return {
    name: `node-${number}`,
    arch: index % 4 === 3 ? "arm64" : "amd64",
    address: `10.${1 + Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`,
    podCIDR: `10.${64 + (Math.floor(index / 256) % 128)}.${index % 256}.0/24`,
    cpus: 32,
    memoryKi: 131_072_000,
    controlPlane: false,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernelVersion: "6.12.57+deb13-cloud-amd64",
    machineID: `f1ee7${number.padStart(27, "0")}`,
    gpus: 0,
    ageDays: 30,
  } as const;
}

function fleetPod(now: number, node: string, index: number): Draft {
  const app = `app-${String(Math.floor(index / 10) % 500).padStart(3, "0")}`;
  const namespace = teamOf(index);
  const draft = workload({
    kind: "Deployment",
    namespace,
    name: app,
    labels: { app, "app.kubernetes.io/name": app },
    containers: [
      container({
        name: "main",
        image: `registry.example/${app}:1.2.3`,
        port: 8080,
        cpu: "50m",
        memory: "64Mi",
        memoryLimit: "128Mi",
      }),
    ],
    createdAt: now - 30 * DAY_MS,
  });
  const hash = "7c9f8d6b54";
  const owner = {
    ...draft,
    kind: "ReplicaSet",
    metadata: {
      ...draft.metadata,
      name: `${app}-${hash}`,
      uid: `f1ee7000-0000-4000-8000-${String(index % 5000).padStart(12, "0")}`,
    },
  } as unknown as KubeObject; // complete but for the version, which pods do not copy
  const pod = podFrom(owner, {
    name: `${app}-${hash}-${index.toString(36).padStart(5, "0")}`,
    labels: { "pod-template-hash": hash },
    node,
  });
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      managedFields: managedFields("kube-controller-manager", "v1", now - DAY_MS),
    },
  };
}
