// Small builders for cluster objects, and a cluster that answers from what it was given.

import { RefusedError, UsageError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { Campaign } from "#src/campaign/campaign.ts";
import type { AuditView, CampaignsView, IncidentsView, OperationsView } from "#src/command/define.ts";
import type { Incident } from "#src/incident/incident.ts";
import { spokenOf } from "#src/incident/reported.ts";
import type { Sight } from "#src/incident/sight.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { ClusterView, Snapshot, WatchState } from "#src/kubernetes/cluster.ts";
import type { FreshReads, ServerHealth } from "#src/kubernetes/facts.ts";
import type {
  Condition,
  Container,
  DaemonSet,
  Endpoint,
  KubeEvent,
  Lease,
  Node,
  Pod,
  PodDetail,
  Service,
  Workload,
} from "#src/kubernetes/objects.ts";
import type { Readings } from "#src/kubernetes/probes.ts";
import { type Listed, type ListedReads, type ListedRecords, listed } from "#src/kubernetes/read/listed.ts";
import { type AuditRow, genesis } from "#src/operation/audit.ts";
import type { Operation } from "#src/operation/operation.ts";

export const now = Date.parse("2026-11-22T12:00:00Z");
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The last time the given condition changed is an hour ago. */
export function givenCondition(type: string, status: Condition["status"], more: Partial<Condition> = {}) {
  return { type, status, reason: `Says${type}`, message: "", since: now - hour, ...more };
}

export const ready = givenCondition("Ready", "True", {
  reason: "KubeletReady",
  message: "kubelet is posting ready status",
});

/** What the node controller writes when it has not heard a kubelet for 40 s. */
export function silent(forMs = 4 * minute): Condition {
  return {
    type: "Ready",
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
    since: now - forMs,
  };
}

/** A ready amd64 worker with 4 cores and 8 GiB. */
export function givenNode(more: Partial<Node> = {}): Node {
  const name = more.name ?? "worker-1";
  return {
    name,
    uid: `uid-${name}`,
    createdAt: now - 30 * day,
    roles: [],
    arch: "amd64",
    machineId: `id-of-${name}`,
    bootId: `boot-of-${name}`,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernelVersion: "6.12.48",
    runtimeVersion: "containerd://2.2.0",
    kubeletVersion: "v1.37.1",
    addresses: [
      { type: "InternalIP", address: addressOf(name) },
      { type: "Hostname", address: name },
    ],
    unschedulable: false,
    taints: [],
    conditions: [givenCondition("MemoryPressure", "False"), givenCondition("DiskPressure", "False"), ready],
    allocatable: { cpu: 4, memory: 8 * 1024 ** 3, pods: 110 },
    ...more,
  };
}

/** `10.0.0.11` of worker-1, and of every other name another one. */
function addressOf(name: string): string {
  if (name === "worker-1") return "10.0.0.11";
  const number = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 24, 7);
  return [10, number >> 16, (number >> 8) & 255, number & 255].join(".");
}

export function givenContainer(more: Partial<Container> = {}): Container {
  return {
    name: "app",
    init: false,
    sidecar: false,
    ready: true,
    restarts: 0,
    state: "running",
    reason: "",
    exitCode: undefined,
    last: undefined,
    ...more,
  };
}

/** A container that waits to be started again after it failed. */
export function crashing(more: Partial<Container> = {}): Container {
  return givenContainer({
    ready: false,
    restarts: 14,
    state: "waiting",
    reason: "CrashLoopBackOff",
    last: { reason: "Error", exitCode: 1, finishedAt: now - minute },
    ...more,
  });
}

/** A pod of the ReplicaSet web-5d4f8 that has been running well for two days. */
export function givenPod(more: Partial<Pod> = {}): Pod {
  const name = more.name ?? "web-5d4f8-abcde";
  return {
    namespace: "default",
    name,
    uid: `uid-${name}`,
    createdAt: now - 2 * day,
    deletedAt: undefined,
    node: "worker-1",
    phase: "Running",
    reason: "",
    owner: { kind: "ReplicaSet", name: "web-5d4f8" },
    labels: { "pod-template-hash": "5d4f8" },
    podIP: "10.244.1.7",
    ready: true,
    readySince: now - 2 * day,
    unscheduledBecause: "",
    containers: [givenContainer()],
    requests: { cpu: 0.1, memory: 64 * 1024 ** 2 },
    ...more,
  };
}

/** A pod whose container crashes again and again. */
export function givenCrashingPod(more: Partial<Pod> = {}): Pod {
  return givenPod({ ready: false, readySince: now - hour, containers: [crashing()], ...more });
}

/** The mirror pod of a static pod of the control plane. */
export function givenStaticPod(component: string, node: string, more: Partial<Pod> = {}): Pod {
  return givenPod({
    namespace: "kube-system",
    name: `${component}-${node}`,
    node,
    owner: { kind: "Node", name: node },
    labels: { component },
    containers: [givenContainer({ name: component })],
    ...more,
  });
}

/** A pod of a DaemonSet in kube-system, unless said otherwise. */
export function givenAgentPod(set: string, node: string, more: Partial<Pod> = {}): Pod {
  return givenPod({
    namespace: "kube-system",
    name: `${set}-${node}`,
    node,
    owner: { kind: "DaemonSet", name: set },
    labels: { "k8s-app": set },
    ...more,
  });
}

export function givenDaemonSet(more: Partial<DaemonSet> = {}): DaemonSet {
  return {
    namespace: "kube-system",
    name: "kube-proxy",
    desired: 1,
    current: 1,
    ready: 1,
    available: 1,
    updated: 1,
    misscheduled: 0,
    images: ["registry.k8s.io/kube-proxy:v1.37.1"],
    labels: {},
    ...more,
  };
}

export function givenLease(more: Partial<Lease> = {}): Lease {
  return {
    namespace: "kube-system",
    name: "kube-scheduler",
    holder: "cp-1_6d3c0a52-4f0e-4a4e-9a58-0f6f0f3c2b11",
    renewedAt: now - 2_000,
    durationSeconds: 15,
    ...more,
  };
}

export function givenEvent(more: Partial<KubeEvent> = {}): KubeEvent {
  return {
    namespace: "default",
    type: "Normal",
    reason: "Pulled",
    message: "Container image already present on machine",
    object: { kind: "Pod", name: "web-5d4f8-abcde" },
    count: 1,
    firstAt: now - 5 * minute,
    lastAt: now - 5 * minute,
    ...more,
  };
}

export function givenService(more: Partial<Service> = {}): Service {
  return {
    namespace: "default",
    name: "web",
    type: "ClusterIP",
    clusterIP: "10.96.12.7",
    externalIPs: [],
    loadBalancer: [],
    ports: [{ name: "http", protocol: "TCP", port: 80, targetPort: "8080", nodePort: undefined }],
    selector: { app: "web" },
    externalTrafficPolicy: "",
    createdAt: now - 30 * day,
    ...more,
  };
}

export function givenEndpoint(more: Partial<Endpoint> = {}): Endpoint {
  return {
    namespace: "default",
    service: "web",
    addresses: ["10.244.1.7"],
    ready: true,
    node: "worker-1",
    pod: "web-5d4f8-abcde",
    ...more,
  };
}

export function givenWorkload(more: Partial<Workload> = {}): Workload {
  return {
    kind: "Deployment",
    namespace: "default",
    name: "web",
    desired: 2,
    ready: 2,
    updated: 2,
    available: 2,
    images: ["docker.io/library/nginx:1.29"],
    createdAt: now - 30 * day,
    problem: "",
    ...more,
  };
}

export function givenPodDetail(pod: Pod, more: Partial<PodDetail> = {}): PodDetail {
  return {
    ...pod,
    images: Object.fromEntries(pod.containers.map(({ name }) => [name, `docker.io/library/${name}:1`])),
    qosClass: "Burstable",
    serviceAccount: "default",
    priorityClass: "",
    tolerations: [],
    nodeSelector: {},
    volumes: [],
    limits: {},
    message: "",
    ...more,
  };
}

/** Live, and empty unless told otherwise. */
export function givenSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    nodes: [],
    pods: [],
    daemonSets: [],
    leases: [],
    reach: { state: "live", asOf: now - 1_000 },
    ...more,
  };
}

const wellServer: ServerHealth = { version: "v1.37.1", latencyMs: 12, ready: true, checks: [] };

/** What rules see at noon: the given snapshot, and an API server that is well. */
export function givenSight(more: Partial<Snapshot> = {}, probes: Readings = {}): Sight {
  const apiServer = { at: now, until: now + minute, value: wellServer };
  return { cluster: "home", now, snapshot: givenSnapshot(more), probes: { apiServer, ...probes } };
}

export type Given = Partial<Snapshot> &
  Partial<ListedRecords> & {
    readonly name?: string;
    readonly nodeNetworks?: readonly string[];
    readonly watches?: readonly WatchState[];
    readonly health?: Partial<ServerHealth> | Error;
    /** What was read before anybody asked. */
    readonly probes?: Readings;
    readonly probesOff?: ClusterView["probesOff"];
    readonly details?: Readonly<Record<string, Partial<PodDetail>>>;
    /** Logs by `namespace/pod/container`, with `/previous` for the run before. */
    readonly logs?: Readonly<Record<string, string>>;
    readonly events?: readonly KubeEvent[];
    readonly workloads?: readonly Workload[];
    /** What is read fresh; a list that is not given is empty, an object that is not given is absent. */
    readonly fresh?: Partial<FreshReads>;
  };

/**
 * Answers from the given data, and refuses what is not there as the API server does. While it is unreachable
 * everything but the snapshot throws what `reach` holds.
 */
export function givenCluster(given: Given = {}): ClusterView {
  const { name = "home", health = {}, events = [], workloads = [] } = given;
  const snapshot = givenSnapshot(given);
  let readings: Readings = given.probes ?? {};
  return {
    name,
    server: () => "https://10.0.0.10:6443",
    nodeNetworks: given.nodeNetworks ?? [],
    snapshot: () => snapshot,
    watches: () => given.watches ?? [{ name: "nodes", state: "live", lastSeen: now - 3_000 }],
    settled: async () => undefined,
    probes: () => readings,
    probesOff: given.probesOff ?? [],
    probe: async () => {
      const when = { at: now, until: now + minute };
      const outcome = await attempt(readHealth());
      const apiServer = outcome.ok ? { ...when, value: outcome.value } : { ...when, error: outcome.error };
      readings = { ...readings, apiServer };
    },
    health: readHealth,
    pod: async (namespace, pod) => {
      reached();
      const found = snapshot.pods.find((each) => each.namespace === namespace && each.name === pod);
      if (!found) throw new RefusedError(`pod ${namespace}/${pod} on ${name}: not found`);
      return givenPodDetail(found, given.details?.[`${namespace}/${pod}`]);
    },
    podLog: async (namespace, pod, { container, previous }) => {
      reached();
      const log = given.logs?.[`${namespace}/${pod}/${container}${previous ? "/previous" : ""}`];
      if (log !== undefined) return log;
      const why = previous ? "previous terminated container not found" : "container is waiting to start";
      throw new RefusedError(`the log of ${namespace}/${pod} on ${name}: ${why}`);
    },
    events: async ({ namespace, about }) => {
      reached();
      return events
        .filter((each) => namespace === undefined || each.namespace === namespace)
        .filter(({ object }) => !about || (object.kind === about.kind && object.name === about.name));
    },
    ...listedReads(),
    workloads: async (namespace) => inside(workloads, namespace),
    node: async () => undefined,
    pods: async () => [],
    disruptionBudgets: async () => [],
    rollout: async () => undefined,
    configMap: async () => undefined,
    certificateRequests: async () => [],
    bootstrapTokens: async () => [],
    persistentVolumes: async () => [],
    requestedApis: async () => [],
    ...given.fresh,
  };

  function listedReads(): ListedReads {
    const reads = (Object.keys(listed) as readonly Listed[]).map((of) => {
      const records: readonly object[] = given[of] ?? [];
      return [of, async (namespace?: string) => inside(records, namespace)];
    });
    return Object.fromEntries(reads); // Of each name what was given under it.
  }

  function inside<T extends object>(all: readonly T[], namespace?: string): readonly T[] {
    reached();
    return all.filter(
      (each) => namespace === undefined || !("namespace" in each) || each.namespace === namespace,
    );
  }

  async function readHealth(): Promise<ServerHealth> {
    reached();
    if (health instanceof Error) throw health;
    return { ...wellServer, ...health };
  }

  function reached(): void {
    if (snapshot.reach.state === "unreachable") throw snapshot.reach.error;
  }
}

/** No operation, and nothing written down. */
export function givenRecord({
  operations = [],
  incidents = [],
  silences = [],
  campaigns = [],
  rows = [],
}: {
  readonly operations?: readonly Operation[];
  readonly incidents?: readonly Incident[];
  readonly silences?: readonly Silence[];
  readonly campaigns?: readonly Campaign[];
  readonly rows?: readonly AuditRow[];
} = {}): {
  readonly operations: OperationsView;
  readonly campaigns: CampaignsView;
  readonly incidents: IncidentsView;
  readonly audit: AuditView;
} {
  const last = rows.at(-1);
  return {
    operations: {
      find: async (id) => {
        const found = operations.find((each) => each.id === id);
        if (!found) throw new UsageError(`There is no operation ${id}.`);
        return found;
      },
      list: async ({ states, limit }) =>
        operations.filter(({ state }) => states === undefined || states.includes(state)).slice(0, limit),
    },
    campaigns: {
      find: async (id) => {
        const found = campaigns.find((each) => each.id === id);
        if (!found) throw new UsageError(`There is no campaign ${id}.`);
        return found;
      },
      list: async ({ states, limit }) =>
        campaigns.filter(({ state }) => states === undefined || states.includes(state)).slice(0, limit),
    },
    incidents: {
      find: async (id) => {
        const found = incidents.find((each) => each.id === id);
        if (!found) throw new UsageError(`There is no incident ${id}.`);
        return found;
      },
      list: async ({ states, limit, cluster }) =>
        incidents
          .filter(({ state }) => states === undefined || states.includes(state))
          .filter((each) => cluster === undefined || each.cluster === cluster)
          .slice(0, limit),
      silences: async () => silences,
      reported: async (cluster) => incidents.filter((each) => each.cluster === cluster).flatMap(spokenOf),
    },
    audit: {
      audit: async function* ({ operation, after = 0 } = {}) {
        yield* rows.filter(
          (row) => row.seq > after && (operation === undefined || row.operation === operation),
        );
      },
      auditHead: async () => ({ seq: last?.seq ?? 0, hash: last?.hash ?? genesis }),
    },
  };
}
