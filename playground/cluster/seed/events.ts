// Events: how one is written, and those that are there at the start.
import type { World } from "../controllers/world.ts";
import { type KubeObject, listAt, textAt, timestamp } from "../object.ts";

export type EventSeed = {
  readonly object: KubeObject;
  readonly reason: string;
  readonly message: string;
  readonly type?: "Normal" | "Warning";
  readonly count?: number;
  readonly component?: string;
  /** How long ago it began and was last seen, ms. */
  readonly firstAgoMs?: number;
  readonly lastAgoMs?: number;
};

const MINUTE_MS = 60_000;
let sequence = 0x7f3a2b4c5d00;

export function writeEvent(world: World, seed: EventSeed): KubeObject {
  const now = world.clock.now();
  const { object, count = 1, component = "kubelet", lastAgoMs = 0, firstAgoMs = lastAgoMs } = seed;
  const { name, namespace = "default", uid, resourceVersion } = object.metadata;
  sequence += 4096;
  const container = component === "kubelet" ? listAt(object, "spec.containers")[0]?.name : undefined;
  const host = textAt(object, "spec.nodeName") || (object.kind === "Node" ? name : "");
  return world.store.put({
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${name}.${sequence.toString(16)}`,
      namespace,
      creationTimestamp: timestamp(now - firstAgoMs),
    },
    involvedObject: {
      kind: object.kind,
      ...(object.metadata.namespace && { namespace }),
      name,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion,
      ...(container !== undefined && { fieldPath: `spec.containers{${String(container)}}` }),
    },
    reason: seed.reason,
    message: seed.message,
    source: { component, ...(host && component === "kubelet" && { host }) },
    firstTimestamp: timestamp(now - firstAgoMs),
    lastTimestamp: timestamp(now - lastAgoMs),
    count,
    type: seed.type ?? "Normal",
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host,
  });
}

/** An hour of an ordinary day. */
export function writeHomeEvents(world: World): void {
  const job = world.store.get("batch/cronjobs", "data", "postgres-backup");
  const pod = world.store.list("pods", "media")[0];
  const pi = world.store.get("nodes", undefined, "pi-1");
  if (job) {
    const message = "Saw completed job: postgres-backup-29396580, condition: Complete";
    writeEvent(world, {
      object: job,
      reason: "SawCompletedJob",
      message,
      component: "cronjob-controller",
      lastAgoMs: 50 * MINUTE_MS,
    });
  }
  if (pod) {
    const message = 'Container image "docker.io/jellyfin/jellyfin:10.11.4" already present on machine';
    writeEvent(world, { object: pod, reason: "Pulled", message, lastAgoMs: 42 * MINUTE_MS });
    writeEvent(world, {
      object: pod,
      reason: "Started",
      message: "Container started",
      lastAgoMs: 42 * MINUTE_MS,
    });
  }
  if (pi) {
    const message = "invalid capacity 0 on image filesystem";
    writeEvent(world, {
      object: pi,
      type: "Warning",
      reason: "InvalidDiskCapacity",
      message,
      lastAgoMs: 31 * MINUTE_MS,
    });
    writeEvent(world, {
      object: pi,
      reason: "Starting",
      message: "Starting kubelet.",
      lastAgoMs: 31 * MINUTE_MS,
    });
  }
}
