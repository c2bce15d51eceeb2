// Heartbeats: node leases, the leaders' leases, and the kubelets' word on their nodes.
import { type Draft, type Fields, listAt, microTimestamp, timestamp } from "../object.ts";
import type { World } from "./world.ts";

const STATUS_EVERY_MS = 5 * 60_000; // nodeStatusReportFrequency

/** Renews what is alive. */
export function beat(world: World): void {
  const now = world.clock.now();
  for (const node of alive(world)) {
    renew(world, "kube-node-lease", node.metadata.name, node.metadata.name, 40);
    const [condition] = listAt(node, "status.conditions").slice(-1);
    if (now - Date.parse(String(condition?.lastHeartbeatTime)) < STATUS_EVERY_MS) continue;
    const conditions = listAt(node, "status.conditions").map((one) => ({
      ...one,
      lastHeartbeatTime: timestamp(now),
    }));
    world.store.put({ ...node, status: { ...(node.status as Fields), conditions } });
  }
  lead(world);
}

/** A control plane's leaders live on its first node that is on. */
export function lead(world: World): void {
  const leader = alive(world).find(
    (node) => node.metadata.labels?.["node-role.kubernetes.io/control-plane"] !== undefined,
  );
  if (leader === undefined) return;
  const { name } = leader.metadata;
  renew(world, "kube-system", "kube-controller-manager", `${name}_6a1f2c0e-5b7d-4a60-9d0c-2f1de4c0de01`, 15);
  renew(world, "kube-system", "kube-scheduler", `${name}_0c9be627-4d55-4f83-a1f8-3f3c1c0de002`, 15);
  renew(
    world,
    "kube-system",
    "apiserver-eqx7rhkzvnzhiz3uctxkcqxdhi",
    `apiserver-eqx7rhkzvnzhiz3uctxkcqxdhi_4ab1c0de`,
    3600,
  );
}

function alive(world: World) {
  return world.store.list("nodes").filter((node) => !world.off.has(node.metadata.name));
}

function renew(
  world: World,
  namespace: string,
  name: string,
  holderIdentity: string,
  leaseDurationSeconds: number,
): void {
  const existing = world.store.get("coordination.k8s.io/leases", namespace, name);
  const renewTime = microTimestamp(world.clock.now());
  const spec = existing?.spec as Fields | undefined;
  const acquireTime = spec?.acquireTime ?? renewTime;
  const lease: Draft = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: existing?.metadata ?? { name, namespace },
    spec: {
      holderIdentity,
      leaseDurationSeconds,
      acquireTime,
      renewTime,
      leaseTransitions: spec?.leaseTransitions ?? 1,
    },
  };
  world.store.put(lease);
}
