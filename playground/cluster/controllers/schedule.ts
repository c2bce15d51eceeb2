// The scheduler: binds pending pods to the emptiest node that fits, or says why none does.
import { at, type Fields, type KubeObject, listAt, textAt, timestamp, withAt } from "../object.ts";
import { writeEvent } from "../seed/events.ts";
import { fits, nodeOf, untolerated } from "./pods.ts";
import { quantity } from "./quantity.ts";
import type { World } from "./world.ts";

const RESOURCES = ["cpu", "memory", "nvidia.com/gpu"];

export function schedulePods(world: World): void {
  const pending = world.store
    .list("pods")
    .filter((pod) => nodeOf(pod) === "" && textAt(pod, "status.phase") === "Pending")
    .filter((pod) => (textAt(pod, "spec.schedulerName") || "default-scheduler") === "default-scheduler");
  if (pending.length === 0) return;
  const nodes = world.store.list("nodes");
  const used = usedByNode(world);
  for (const pod of pending) {
    const tolerations = listAt(pod, "spec.tolerations");
    const possible = nodes.filter(
      (node) => fits(pod.spec, node, tolerations) && at(node, "spec.unschedulable") !== true,
    );
    const [best] = possible
      .filter((node) => hasRoom(node, used.get(node.metadata.name), pod))
      .sort((left, right) => load(used, left) - load(used, right));
    if (best === undefined) reject(world, pod, nodes, possible.length);
    else bind(world, pod, best.metadata.name, used);
  }
}

type Used = Map<string, Record<string, number>>;

function usedByNode(world: World): Used {
  const used: Used = new Map();
  for (const pod of world.store.list("pods"))
    if (nodeOf(pod) !== "" && textAt(pod, "status.phase") !== "Succeeded") count(used, nodeOf(pod), pod);
  return used;
}

function count(used: Used, node: string, pod: KubeObject): void {
  const sums = used.get(node) ?? { pods: 0 };
  sums.pods = (sums.pods ?? 0) + 1;
  for (const name of RESOURCES) sums[name] = (sums[name] ?? 0) + requested(pod, name);
  used.set(node, sums);
}

function requested(pod: KubeObject, name: string): number {
  return listAt(pod, "spec.containers").reduce((sum, container) => sum + requestOf(container, name), 0);
}

function requestOf(container: Fields, name: string): number {
  const requests = at(container, "resources.requests") as Fields | undefined;
  return quantity(requests?.[name] ?? "0");
}

function hasRoom(node: KubeObject, used: Record<string, number> = {}, pod: KubeObject): boolean {
  const allocatable = at(node, "status.allocatable") as Fields | undefined;
  return RESOURCES.every((name) => {
    const wanted = requested(pod, name);
    return wanted === 0 || (used[name] ?? 0) + wanted <= quantity(allocatable?.[name] ?? "0");
  });
}

function load(used: Used, node: KubeObject): number {
  return used.get(node.metadata.name)?.pods ?? 0;
}

function bind(world: World, pod: KubeObject, node: string, used: Used): void {
  count(used, node, pod);
  world.store.put(withAt(pod, "spec.nodeName", node));
}

function reject(world: World, pod: KubeObject, nodes: readonly KubeObject[], possible: number): void {
  const message = `0/${nodes.length} nodes are available: ${reasons(pod, nodes, possible).join(", ")}. no new claims to deallocate, preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
  const [old] = listAt(pod, "status.conditions");
  if (old?.message === message) return;
  const lastTransitionTime = old?.lastTransitionTime ?? timestamp(world.clock.now());
  const condition = {
    type: "PodScheduled",
    status: "False",
    lastProbeTime: null,
    lastTransitionTime,
    reason: "Unschedulable",
    message,
  };
  world.store.put({ ...pod, status: { ...(pod.status as Fields), conditions: [condition] } });
  const component = "default-scheduler";
  writeEvent(world, { object: pod, type: "Warning", reason: "FailedScheduling", message, component });
}

function reasons(pod: KubeObject, nodes: readonly KubeObject[], possible: number): readonly string[] {
  const counts = new Map<string, number>();
  const add = (reason: string) => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const node of nodes) {
    const [taint] = untolerated(node, listAt(pod, "spec.tolerations"));
    if (at(node, "spec.unschedulable") === true) add("node(s) were unschedulable");
    else if (taint !== undefined)
      add(`node(s) had untolerated taint(s) {${String(taint.key)}: ${String(taint.value ?? "")}}`);
    else if (!fits(pod.spec, node, [{ operator: "Exists" }]))
      add("node(s) didn't match Pod's node affinity/selector");
  }
  const missing = RESOURCES.find((name) => requested(pod, name) > 0) ?? "cpu";
  return [...counts]
    .map(([reason, times]) => `${times} ${reason}`)
    .concat(possible > 0 ? [`${possible} Insufficient ${missing}`] : []);
}
