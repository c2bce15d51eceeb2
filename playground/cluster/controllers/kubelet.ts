// The kubelets: run what is bound to their node, report it, and let go what is deleted.
import { createHash } from "node:crypto";
import {
  at,
  type Draft,
  type Fields,
  type KubeObject,
  listAt,
  numberAt,
  textAt,
  timestamp,
} from "../object.ts";
import { writeEvent } from "../seed/events.ts";
import type { Store } from "../store.ts";
import { nodeOf } from "./pods.ts";
import type { Affliction, World } from "./world.ts";

// Kept per store: every copy of a world that shares it also shares its kubelets.
const starting = new WeakMap<Store, Set<string>>();
const addresses = new WeakMap<Store, Map<string, number>>();

/** Starts every pod that is bound and not yet running; at once, or after the world's start time. */
export function startPods(world: World): void {
  const inProgress = starting.get(world.store) ?? new Set<string>();
  starting.set(world.store, inProgress);
  for (const pod of world.store.list("pods")) {
    const { uid } = pod.metadata;
    if (!startsLater(world, pod) || inProgress.has(uid)) continue;
    if (world.podStartMs === 0) {
      run(world, pod, Date.parse(pod.metadata.creationTimestamp));
      continue;
    }
    inProgress.add(uid);
    void startLater(world, pod).finally(() => inProgress.delete(uid));
  }
}

async function startLater(world: World, pod: KubeObject): Promise<void> {
  const { namespace, name, uid } = pod.metadata;
  await world.clock.sleep(world.podStartMs, world.stopped);
  await world.moving();
  const now = world.store.get("pods", namespace, name);
  if (world.stopped.aborted || now?.metadata.uid !== uid) return;
  if (startsLater(world, now)) run(world, now, world.clock.now());
}

/** Whether a kubelet that is on is about to start it. */
export function startsLater({ off }: World, pod: KubeObject): boolean {
  return isWaiting(pod) && !off.has(nodeOf(pod));
}

function isWaiting(pod: KubeObject): boolean {
  if (nodeOf(pod) === "" || pod.metadata.deletionTimestamp !== undefined) return false;
  return textAt(pod, "status.phase") === "Pending" && listAt(pod, "status.containerStatuses").length === 0;
}

/** A pod that was never anything but healthy, for fleets: written once, without looking for afflictions. */
export function runningFrom(world: World, draft: Draft, startedAt: number): Draft {
  const pod = draft as KubeObject; // a status needs no version and no uid
  return { ...draft, status: podStatus(world, pod, startedAt, undefined) };
}

/** Writes the status of a pod that just started, well or ill. */
export function run(world: World, pod: KubeObject, startedAt: number): void {
  const ill = afflictionOf(world, pod);
  world.store.put({ ...pod, status: podStatus(world, pod, startedAt, ill) });
  const { namespace = "", name } = pod.metadata;
  const [container] = listAt(pod, "spec.containers");
  if (ill !== undefined) complain(world, pod, String(container?.name), ill);
  if (ill !== undefined && ill.kind === "CrashLoopBackOff")
    world.logs.set(namespace, name, String(container?.name), ill.log, "previous");
}

function complain(world: World, pod: KubeObject, container: string, ill: Affliction): void {
  const { namespace, name, uid } = pod.metadata;
  const image = String(listAt(pod, "spec.containers")[0]?.image);
  const message =
    ill.kind === "ImagePullBackOff"
      ? `Back-off pulling image "${image}": ErrImagePull: not found`
      : `Back-off restarting failed container ${container} in pod ${name}_${namespace}(${uid})`;
  const spent = { count: ill.restarts * 4, firstAgoMs: 9 * 60_000, lastAgoMs: 11_000 };
  writeEvent(world, { object: pod, type: "Warning", reason: "BackOff", message, ...spent });
}

/** What keeps this pod from running: an ordered affliction, or an image for another machine. */
export function afflictionOf(world: World, pod: KubeObject): Affliction | undefined {
  const image = String(listAt(pod, "spec.containers")[0]?.image ?? "");
  const { namespace = "", name } = pod.metadata;
  const subject = { namespace, name, node: nodeOf(pod), image };
  for (const affliction of world.afflictions.values()) if (affliction.matches(subject)) return affliction;
  const node = world.store.get("nodes", undefined, nodeOf(pod));
  const isWrong = /-amd64(:|@|$)/.test(image) && textAt(node, "status.nodeInfo.architecture") === "arm64";
  return isWrong ? WRONG_ARCHITECTURE : undefined;
}

const WRONG_ARCHITECTURE: Affliction = {
  name: "wrong-architecture",
  matches: () => true,
  kind: "CrashLoopBackOff",
  exitCode: 255,
  restarts: 6,
  log: "exec /usr/local/bin/app: exec format error\n",
};

function podStatus(world: World, pod: KubeObject, startedAt: number, ill: Affliction | undefined): Fields {
  const node = world.store.get("nodes", undefined, nodeOf(pod));
  const hostIP = String(listAt(node, "status.addresses")[0]?.address ?? "");
  const podIP = at(pod, "spec.hostNetwork") === true ? hostIP : podAddress(world, pod, node);
  const ready = ill === undefined;
  const since = timestamp(startedAt);
  const notReady = {
    reason: "ContainersNotReady",
    message: `containers with unready status: [${containerNames(pod)}]`,
  };
  const condition = (type: string, isTrue: boolean) => ({
    type,
    status: isTrue ? "True" : "False",
    lastProbeTime: null,
    lastTransitionTime: since,
    ...(isTrue ? {} : notReady),
  });
  return {
    phase: ill?.kind === "ImagePullBackOff" ? "Pending" : "Running",
    conditions: [
      condition("PodReadyToStartContainers", true),
      condition("Initialized", true),
      condition("Ready", ready),
      condition("ContainersReady", ready),
      condition("PodScheduled", true),
    ],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: since,
    ...initStatuses(pod, since),
    containerStatuses: listAt(pod, "spec.containers").map((container, index) =>
      containerStatus(world, container, since, index === 0 ? ill : undefined),
    ),
    qosClass: qosOf(pod),
  };
}

function containerNames(pod: KubeObject): string {
  return listAt(pod, "spec.containers")
    .map(({ name }) => name)
    .join(" ");
}

function initStatuses(pod: KubeObject, since: string): Fields {
  const inits = listAt(pod, "spec.initContainers");
  if (inits.length === 0) return {};
  const terminated = {
    exitCode: 0,
    reason: "Completed",
    startedAt: since,
    finishedAt: since,
    containerID: "containerd://00",
  };
  return {
    initContainerStatuses: inits.map(({ name, image }) => ({
      ...identity(String(name), String(image)),
      ready: true,
      started: false,
      restartCount: 0,
      state: { terminated },
      lastState: {},
    })),
  };
}

function identity(name: string, image: string): Fields {
  const digest = createHash("sha256").update(image).digest("hex");
  return {
    name,
    image,
    imageID: `${image.split(":")[0]}@sha256:${digest}`,
    containerID: `containerd://${digest}`,
  };
}

function containerStatus(
  world: World,
  { name, image }: Fields,
  since: string,
  ill: Affliction | undefined,
): Fields {
  const base = identity(String(name), String(image));
  if (ill === undefined) {
    return {
      ...base,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: since } },
      lastState: {},
    };
  }
  if (ill.kind === "ImagePullBackOff") {
    const waiting = {
      reason: "ImagePullBackOff",
      message: `Back-off pulling image "${String(image)}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${String(image)}": not found`,
    };
    return {
      name,
      image,
      imageID: "",
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting },
      lastState: {},
    };
  }
  const finishedAt = timestamp(world.clock.now() - 20_000);
  const waiting = {
    reason: "CrashLoopBackOff",
    message: `back-off 5m0s restarting failed container=${String(name)}`,
  };
  const terminated = {
    exitCode: ill.exitCode,
    reason: "Error",
    startedAt: finishedAt,
    finishedAt,
    containerID: "containerd://01",
  };
  return {
    ...base,
    ready: false,
    started: false,
    restartCount: ill.restarts,
    state: { waiting },
    lastState: { terminated },
  };
}

/** The next address of its node's range. */
function podAddress(world: World, pod: KubeObject, node: KubeObject | undefined): string {
  const current = textAt(pod, "status.podIP");
  if (current !== "") return current; // a restarted container keeps its pod's address
  const counters = addresses.get(world.store) ?? new Map<string, number>();
  addresses.set(world.store, counters);
  const next = (counters.get(nodeOf(pod)) ?? 1) + 1;
  counters.set(nodeOf(pod), next);
  const prefix = textAt(node, "spec.podCIDR").split(".").slice(0, 3).join(".") || "10.244.0";
  return `${prefix}.${2 + (next % 250)}`;
}

function qosOf(pod: KubeObject): string {
  const requests = listAt(pod, "spec.containers").map((container) => at(container, "resources.requests"));
  return requests.some((request) => request !== undefined) ? "Burstable" : "BestEffort";
}

/** What a container says after a restart: ready again, with one restart more. */
export function restart(world: World, pod: KubeObject): void {
  const restarts = listAt(pod, "status.containerStatuses").map((status) => numberAt(status, "restartCount"));
  const status = podStatus(world, pod, world.clock.now(), undefined);
  const containerStatuses = listAt({ status }, "status.containerStatuses").map((container, index) => ({
    ...container,
    restartCount: (restarts[index] ?? 0) + 1,
  }));
  world.store.put({
    ...pod,
    status: { ...status, startTime: textAt(pod, "status.startTime") || status.startTime, containerStatuses },
  });
}
