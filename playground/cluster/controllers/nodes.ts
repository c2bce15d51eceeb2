// What the cluster makes of machines that fall silent and come back.
import { at, type Fields, type KubeObject, listAt, numberAt, textAt, timestamp } from "../object.ts";
import { writeEvent } from "../seed/events.ts";
import { isActive, nodeOf } from "./pods.ts";
import type { World } from "./world.ts";

const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const FROM_KUBELET = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"];

/** A cordoned node carries the taint, as the node lifecycle controller sees to. */
export function taintCordoned(world: World): void {
  for (const node of world.store.list("nodes")) {
    const isCordoned = at(node, "spec.unschedulable") === true;
    const taints = listAt(node, "spec.taints");
    if (isCordoned === taints.some(({ key }) => key === UNSCHEDULABLE)) continue;
    const others = taints.filter(({ key }) => key !== UNSCHEDULABLE);
    const own = { key: UNSCHEDULABLE, effect: "NoSchedule", timeAdded: timestamp(world.clock.now()) };
    write(world, node, listAt(node, "status.conditions"), isCordoned ? [...others, own] : others);
  }
}

/** Marks silent nodes Unknown and returned ones Ready; moves pods away once their toleration is over. */
export function watchNodes(world: World): void {
  for (const node of world.store.list("nodes")) {
    const offSince = world.off.get(node.metadata.name);
    const lost = isLost(node);
    if (offSince === undefined) {
      if (lost) welcomeBack(world, node);
      continue;
    }
    if (!lost && world.clock.now() - offSince >= world.nodeGraceMs) markLost(world, node);
    if (isLost(world.store.get("nodes", undefined, node.metadata.name)))
      evictFrom(world, node, offSince + world.nodeGraceMs);
  }
}

function isLost(node: KubeObject | undefined): boolean {
  return listAt(node, "status.conditions").some(
    ({ type, status }) => type === "Ready" && status === "Unknown",
  );
}

function markLost(world: World, node: KubeObject): void {
  const now = timestamp(world.clock.now());
  const conditions = listAt(node, "status.conditions").map((condition) =>
    FROM_KUBELET.includes(String(condition.type))
      ? {
          ...condition,
          status: "Unknown",
          lastTransitionTime: now,
          reason: "NodeStatusUnknown",
          message: "Kubelet stopped posting node status.",
        }
      : condition,
  );
  const taints = [
    ...listAt(node, "spec.taints"),
    { key: UNREACHABLE, effect: "NoSchedule", timeAdded: now },
    { key: UNREACHABLE, effect: "NoExecute", timeAdded: now },
  ];
  write(world, node, conditions, taints);
  const { name } = node.metadata;
  const message = `Node ${name} status is now: NodeNotReady`;
  writeEvent(world, { object: node, reason: "NodeNotReady", message, component: "node-controller" });
  for (const pod of podsOn(world, node)) setReady(world, pod, false);
}

function welcomeBack(world: World, node: KubeObject): void {
  const now = timestamp(world.clock.now());
  const healthy: Readonly<Record<string, readonly [string, string, string]>> = {
    MemoryPressure: ["False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
    DiskPressure: ["False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
    PIDPressure: ["False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
    Ready: ["True", "KubeletReady", "kubelet is posting ready status"],
  };
  const conditions = listAt(node, "status.conditions").map((condition) => {
    const word = healthy[String(condition.type)];
    if (word === undefined) return condition;
    const [status, reason, message] = word;
    return { ...condition, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
  });
  write(
    world,
    node,
    conditions,
    listAt(node, "spec.taints").filter(({ key }) => key !== UNREACHABLE),
  );
  for (const pod of podsOn(world, node)) {
    if (pod.metadata.deletionTimestamp !== undefined)
      world.store.remove("pods", pod.metadata.namespace, pod.metadata.name);
    else if (isRunning(pod)) setReady(world, pod, true);
  }
}

function write(
  world: World,
  node: KubeObject,
  conditions: readonly Fields[],
  taints: readonly Fields[],
): void {
  const { taints: _taints, ...spec } = node.spec as Fields & { taints?: unknown };
  world.store.put({
    ...node,
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
    status: { ...(node.status as Fields), conditions },
  });
}

/** Pods without a mirror or a DaemonSet leave when they no longer tolerate the node; the dead kubelet never confirms. */
function evictFrom(world: World, node: KubeObject, lostAt: number): void {
  for (const pod of podsOn(world, node).filter(isActive)) {
    const toleration = listAt(pod, "spec.tolerations").find(
      ({ key, effect }) =>
        (key === undefined || key === UNREACHABLE) && (effect === undefined || effect === "NoExecute"),
    );
    const seconds =
      toleration === undefined ? 0 : numberAt(toleration, "tolerationSeconds", Number.POSITIVE_INFINITY);
    if (world.clock.now() < lostAt + seconds * 1000) continue;
    const deletionTimestamp = timestamp(world.clock.now() + 30_000);
    world.store.put({
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: 30 },
    });
  }
}

function podsOn(world: World, node: KubeObject): readonly KubeObject[] {
  return world.store.list("pods").filter((pod) => nodeOf(pod) === node.metadata.name);
}

function isRunning(pod: KubeObject): boolean {
  const statuses = listAt(pod, "status.containerStatuses");
  return (
    textAt(pod, "status.phase") === "Running" && statuses.every(({ state }) => "running" in (state as Fields))
  );
}

function setReady(world: World, pod: KubeObject, ready: boolean): void {
  if (textAt(pod, "status.phase") !== "Running") return;
  const lastTransitionTime = timestamp(world.clock.now());
  const conditions = listAt(pod, "status.conditions").map((condition) => {
    const changes = condition.type === "Ready" || (ready && condition.type === "ContainersReady");
    const status = ready ? "True" : "False";
    if (!changes || condition.status === status) return condition;
    const { reason: _reason, message: _message, ...rest } = condition;
    return { ...rest, status, lastTransitionTime, ...(ready ? {} : { reason: "NodeNotReady" }) };
  });
  world.store.put({ ...pod, status: { ...(pod.status as Fields), conditions } });
}
