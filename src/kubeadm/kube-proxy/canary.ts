// The first node that gets a changed kube-proxy: which one, and what shows that it works there.

import { attempt } from "#src/base/outcome.ts";
import type { Self } from "#src/base/self.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane, isReady } from "../components.ts";
import { kubeProxy, type Mode } from "./kube-proxy.ts";
import { failsToSync, type ProxyLog, readProxyLog } from "./log.ts";
import { podOn, proxyPods } from "./read.ts";

/** `failing`: it will not get better by waiting. */
export type Verdict = { readonly state: "proven" | "waiting" | "failing"; readonly evidence: string };

export type Canary = {
  readonly node: string;
  /** Uid of the DaemonSet. */
  readonly set: string;
  /** Uid of the pod that must go, or "". */
  readonly replaced: string;
  /** What its log must say; any mode will do when absent. */
  readonly mode?: Mode | undefined;
};

export type Seen = { readonly pod: PodFacts | undefined; readonly verdict: Verdict };

export async function seeCanary(cluster: ClusterView, canary: Canary, signal: AbortSignal): Promise<Seen> {
  const { node, set, replaced, mode } = canary;
  const pod = podOn(await proxyPods(cluster, { node, uid: set }, signal), node);
  if (!pod) return { pod, verdict: waiting(`${node} has no pod of kube-proxy`) };
  if (pod.uid === replaced || pod.deletedAt !== undefined) {
    const how = pod.deletedAt === undefined ? "is still the old one" : "is ending";
    return { pod, verdict: waiting(`${pod.name} on ${node} ${how}`) };
  }
  return { pod, verdict: await judge(cluster, pod, mode, signal) };
}

/** Ready, never restarted, and its log says that it works in the mode. */
export async function judge(
  cluster: ClusterView,
  pod: PodFacts,
  mode: Mode | undefined,
  signal: AbortSignal,
): Promise<Verdict> {
  const name = `${pod.name} on ${pod.node}`;
  const restarts = Math.max(0, ...pod.containers.map((each) => each.restarts));
  const crashed = pod.containers.some(({ reason }) => reason === "CrashLoopBackOff") || restarts > 1;
  if (crashed) {
    const { complaint } = await lastWords(cluster, pod, signal);
    return { state: "failing", evidence: `${name} crashes${complaint && `: ${complaint}`}` };
  }
  if (!pod.ready) return waiting(`${name} is not ready${reasonOf(pod)}`);
  const log = await logOf(cluster, pod, { previous: false }, signal);
  if (mode !== undefined && log.mode !== undefined && log.mode !== mode) {
    return { state: "failing", evidence: `${name} runs in ${log.mode} mode` };
  }
  if (failsToSync(log)) return waiting(`${name} cannot load its rules: ${log.complaint}`);
  if (!log.started) return waiting(`${name} is ready, but its log does not show that it has started`);
  if (restarts > 0) return waiting(`${name} has crashed once`);
  return { state: "proven", evidence: `${name} is ready and its log says Using ${log.mode} Proxier` };
}

/** The container that crashed may be gone, and with it its log. */
async function lastWords(cluster: ClusterView, pod: PodFacts, signal: AbortSignal): Promise<ProxyLog> {
  const previous = await logOf(cluster, pod, { previous: true }, signal);
  return previous.complaint === "" ? logOf(cluster, pod, { previous: false }, signal) : previous;
}

/** From the beginning, where it says its mode; nothing of a container that has no log yet. */
export async function logOf(
  cluster: ClusterView,
  { namespace, name }: PodFacts,
  { previous }: { readonly previous: boolean },
  signal: AbortSignal,
): Promise<ProxyLog> {
  const options = { container: kubeProxy.name, previous, tailLines: 100_000, limitBytes: 64 * 1024 };
  const log = await attempt(cluster.podLog(namespace, name, options, signal));
  return readProxyLog(log.ok ? log.value : "");
}

function reasonOf({ containers }: PodFacts): string {
  const reason = containers.find((each) => each.reason !== "")?.reason;
  return reason ? ` (${reason})` : "";
}

function waiting(evidence: string): Verdict {
  return { state: "waiting", evidence };
}

type Choice = {
  readonly nodes: readonly Node[];
  readonly pods: readonly PodFacts[];
  /** The node that Wheelhouse itself runs on: were it cut off, it could put nothing back. */
  readonly own: string | undefined;
};

/** A node where kube-proxy works now, a worker, and not the one we run on, if there is one; where it works nowhere, any. */
export function chooseCanary({ nodes, pods, own }: Choice): Node | undefined {
  const badness = (node: Node) =>
    4 * Number(!podOn(pods, node.name)?.ready) + 2 * Number(node.name === own) + Number(isControlPlane(node));
  return nodes
    .filter((node) => isReady(node) && podOn(pods, node.name) !== undefined)
    .toSorted((a, b) => badness(a) - badness(b) || (a.name < b.name ? -1 : 1))[0];
}

export function canaryWarnings(
  canary: Node,
  { nodes, own }: { readonly nodes: readonly Node[]; readonly own: string | undefined },
): readonly string[] {
  const isOnly = nodes.length === 1;
  return [
    isOnly ? `${canary.name} is the only node: there is no other to try it on first.` : "",
    !isOnly && isControlPlane(canary) ? `${canary.name}, which goes first, is a control plane.` : "",
    canary.name === own
      ? `Wheelhouse itself runs on ${canary.name}: if Services stop working there, it may not be able to put anything back.`
      : "",
  ].filter((line) => line !== "");
}

/** The node of the pod that we are, when that is in this cluster. */
export function ownNode({ snapshot }: ClusterView, self: Self | undefined): string | undefined {
  const { pods } = snapshot();
  return pods.find(({ namespace, name }) => namespace === self?.namespace && name === self?.pod)?.node;
}
