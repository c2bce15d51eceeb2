// Reads what may show why something is unwell: conditions, events, logs. Only what the API server gives.
import { attempt } from "#src/base/outcome.ts";
import { count } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { healthOf, isFinished } from "#src/kubeadm/pod-health.ts";
import { isCoreDns } from "#src/kubeadm/sorted-pods.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Container, KubeEvent, Node, Pod } from "#src/kubernetes/objects.ts";
import type { Evidence } from "./match.ts";
import type { Source } from "./signature.ts";

export type Collected = {
  readonly evidence: readonly Evidence[];
  /** What was looked at and is well, in people's words. */
  readonly well: readonly string[];
  /** What could not be read, and why. */
  readonly unread: readonly string[];
};

/** The end of a log says why it ended. */
const tailLines = 200;
const logBytes = 64 * 1024;
/** Pods of one node or cluster that are read closely: each costs two requests. */
const mostPods = 6;

const nothing: Collected = { evidence: [], well: [], unread: [] };

/** Everything there is about one pod. */
export async function collectPod(cluster: ClusterView, pod: Pod, signal: AbortSignal): Promise<Collected> {
  const { namespace, name } = pod;
  const of = `${namespace}/${name}`;
  const [detail, events, ...logs] = await Promise.all([
    attempt(cluster.pod(namespace, name, signal)),
    attempt(cluster.events({ namespace, about: { kind: "Pod", name } }, signal)),
    ...pod.containers
      .flatMap((container) => logsWorthReading(container))
      .map(async ({ container, previous }) => ({
        said: `${previous ? "the log before the restart" : "the log"} of ${container} in ${of}`,
        log: await attempt(
          cluster.podLog(namespace, name, { container, previous, tailLines, limitBytes: logBytes }, signal),
        ),
      })),
  ]);
  const unread = [
    ...(detail.ok ? [] : [detail.error.message]),
    ...(events.ok ? [] : [events.error.message]),
    ...logs.flatMap(({ log, said }) => (log.ok ? [] : [`${said}: ${log.error.message}`])),
  ];
  const status = [
    ...(detail.ok ? [detail.value.message] : []),
    pod.unscheduledBecause,
    ...pod.containers.map(({ reason }) => reason),
  ];
  return {
    evidence: [
      { source: "status", of: `the status of ${of}`, text: status.filter(Boolean).join("\n") },
      ...(events.ok ? [eventsOf(of, events.value)] : []),
      ...logs.flatMap(({ log, said }) =>
        log.ok ? [{ source: sourceOf(pod), of: said, text: log.value }] : [],
      ),
    ],
    well: healthOf(pod).healthy ? [`${of} is well`] : [],
    unread,
  };
}

/** A node, its events, and the pods on it that are unwell. */
export async function collectNode(cluster: ClusterView, node: Node, signal: AbortSignal): Promise<Collected> {
  const { name } = node;
  const events = await attempt(
    cluster.events({ namespace: undefined, about: { kind: "Node", name } }, signal),
  );
  const pods = cluster.snapshot().pods.filter((pod) => pod.node === name);
  // Of a silent node's pods nothing can be read.
  const read = isReady(node) ? await collectPods(cluster, pods, signal) : nothing;
  const conditions = node.conditions.filter(({ type, status }) => (type === "Ready") !== (status === "True"));
  return {
    evidence: [
      {
        source: "status",
        of: `the conditions of ${name}`,
        text: conditions.map(({ message, reason }) => `${reason}: ${message}`).join("\n"),
      },
      ...(events.ok ? [eventsOf(name, events.value)] : []),
      ...read.evidence,
    ],
    well: [...(isReady(node) ? [`the kubelet of ${name} reports Ready`] : []), ...read.well],
    unread: [...(events.ok ? [] : [events.error.message]), ...read.unread],
  };
}

/** The whole cluster: nodes that are not ready, and pods that are unwell, the system's first. */
export async function collectCluster(cluster: ClusterView, signal: AbortSignal): Promise<Collected> {
  const { nodes, pods } = cluster.snapshot();
  const down = nodes.filter((node) => !isReady(node)).slice(0, mostPods);
  const lost = new Set(down.map(({ name }) => name));
  const read = await Promise.all([
    ...down.map((node) => collectNode(cluster, node, signal)),
    collectPods(
      cluster,
      pods.filter(({ node }) => !lost.has(node)),
      signal,
    ),
  ]);
  const ready = nodes.length - down.length;
  return {
    evidence: read.flatMap(({ evidence }) => evidence),
    well: [`${ready} of ${count(nodes.length, "node")} ready`, ...read.flatMap(({ well }) => well)],
    unread: read.flatMap(({ unread }) => unread),
  };
}

async function collectPods(
  cluster: ClusterView,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<Collected> {
  const unwell = pods
    .filter((pod) => !healthOf(pod).healthy)
    .toSorted((a, b) => Number(isSystem(b)) - Number(isSystem(a)));
  const read = await Promise.all(unwell.slice(0, mostPods).map((pod) => collectPod(cluster, pod, signal)));
  const rest = unwell.length - read.length;
  // As status counts: what has ended is in no number.
  const due = pods.filter((pod) => !isFinished(pod));
  const well = due.filter((pod) => healthOf(pod).healthy);
  return {
    evidence: read.flatMap(({ evidence }) => evidence),
    well: [`${well.length} of ${count(due.length, "pod")} well`],
    unread: [
      ...(rest > 0 ? [`${count(rest, "more pod")}, unwell as well: ask for one by its name`] : []),
      ...read.flatMap(({ unread }) => unread),
    ],
  };
}

function isSystem({ namespace }: Pod): boolean {
  return namespace === "kube-system";
}

type Wanted = { readonly container: string; readonly previous: boolean };

/** Of a container that crashed, why; of one that runs and is not ready, what it does. */
function logsWorthReading({ name, state, ready, last, restarts, init }: Container): readonly Wanted[] {
  if (state === "running" && ready) return [];
  if (init && state === "terminated") return [];
  if (last && restarts > 0) return [{ container: name, previous: true }];
  return state === "waiting" ? [] : [{ container: name, previous: false }];
}

function eventsOf(of: string, events: readonly KubeEvent[]): Evidence {
  const warnings = events.filter(({ type }) => type !== "Normal");
  return {
    source: "event",
    of: `the events of ${of}`,
    text: warnings.map(({ reason, message }) => `${reason}: ${message}`).join("\n"),
  };
}

const controlPlane = new Set(["kube-apiserver", "kube-controller-manager", "kube-scheduler"]);

/** Which program's log it is, as its labels tell. */
function sourceOf(pod: Pod): Source {
  const { component = "" } = pod.labels;
  const app = pod.labels["k8s-app"] ?? pod.labels.app ?? "";
  if (component === "etcd") return "etcd";
  if (controlPlane.has(component)) return "control-plane";
  if (app === "kube-proxy") return "kube-proxy";
  if (isCoreDns(pod)) return "coredns";
  return /flannel|calico|cilium|weave|canal|kube-router|antrea/.test(app) ? "cni" : "log";
}
