// What is seen of a cluster between two stages: three control planes and a worker, all well.
import type { Own, Seen } from "#src/campaign/gates.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { givenNode, givenPod, givenSight, givenStaticPod, now } from "../given.ts";

const planes = ["cp1", "cp2", "cp3"];
const parts = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"];

export const nodes: readonly Node[] = [
  ...planes.map((name) => givenNode({ name, roles: ["control-plane"] })),
  givenNode({ name: "w1" }),
];

export const pods: readonly Pod[] = [
  ...planes.flatMap((node) => parts.map((part) => givenStaticPod(part, node))),
  givenPod({ namespace: "kube-system", name: "coredns-1", node: "w1", labels: { "k8s-app": "kube-dns" } }),
];

export const own: Own = { operations: ["op-own001"], off: [], cordoned: [], beganAt: now };

type Changed = Partial<Omit<Seen, "sight">> & {
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  readonly ready?: boolean;
};

export function givenSeen({
  nodes: seen = nodes,
  pods: run = pods,
  ready = true,
  ...more
}: Changed = {}): Seen {
  const checks = [{ name: "etcd", ok: ready }];
  const value = { version: "v1.37.1", latencyMs: 4, ready, checks };
  const apiServer = { at: now, until: Number.POSITIVE_INFINITY, value };
  return {
    sight: givenSight({ nodes: seen, pods: run }, { apiServer }),
    incidents: [],
    budgets: [],
    cordons: [],
    ...more,
  };
}
