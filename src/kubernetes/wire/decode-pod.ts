// A Pod's protobuf cut down to the record that Wheelhouse keeps, without reading the rest.
// Field numbers: k8s.io/api/core/v1/generated.proto.

import type { Amounts, Container, Pod } from "../objects.ts";
import { containersOf } from "./containers.ts";
import { readContainerStatus } from "./decode-container-status.ts";
import { emptyMeta, type Meta, readAmount, readMeta, readTime } from "./decode-meta.ts";
import { componentLabels } from "./project-pod.ts";
import { type Cursor, readLength, readString, readTag, skip } from "./protobuf.ts";
import { type InitRequests, podRequests } from "./requests.ts";
import { shareLabels } from "./share.ts";
import { readSharedString } from "./share-bytes.ts";

/** Equals projectPod of the same object's JSON. Throws DecodeError. */
export function decodePod(bytes: Buffer, start: number, end: number): Pod {
  const cursor: Cursor = { bytes, at: start };
  let meta: Meta = emptyMeta();
  const spec = emptySpec();
  const status = emptyStatus();
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) meta = readMeta(cursor, end, isComponentLabel);
    else if (tag === 8 * 2 + 2) readSpec(cursor, end, spec);
    else if (tag === 8 * 3 + 2) readStatus(cursor, end, status);
    else skip(cursor, tag, end);
  }
  return podOf(meta, spec, status);
}

function isComponentLabel(name: string): boolean {
  return componentLabels.has(name);
}

type Spec = {
  node: string;
  readonly names: string[];
  readonly requests: Amounts[];
  readonly initNames: string[];
  readonly initRequests: InitRequests[];
  overhead: Record<string, number> | undefined;
  podLevel: Record<string, number> | undefined;
};

type Status = {
  phase: string;
  reason: string;
  podIP: string;
  ready: boolean;
  readySince: number;
  disruptedAt: number;
  finishedAt: number;
  unscheduledBecause: string;
  readonly containers: Container[];
  readonly initContainers: Container[];
};

function podOf(meta: Meta, spec: Spec, status: Status): Pod {
  const endedAt = status.phase === "Failed" ? status.disruptedAt || status.finishedAt : 0;
  return {
    namespace: meta.namespace,
    name: meta.name,
    uid: meta.uid,
    createdAt: meta.createdAt,
    deletedAt: meta.deletedAt,
    node: spec.node,
    phase: status.phase,
    reason: status.reason,
    owner: meta.owner,
    labels: shareLabels(meta.labels),
    podIP: status.podIP,
    ready: status.ready,
    readySince: status.readySince || meta.createdAt,
    ...(endedAt > 0 && { endedAt }),
    unscheduledBecause: status.unscheduledBecause,
    containers: containersOf(
      {
        names: spec.initNames,
        reported: status.initContainers,
        sidecars: spec.initRequests.map(({ restartable }) => restartable),
      },
      { names: spec.names, reported: status.containers },
    ),
    requests: podRequests({
      containers: spec.requests,
      initContainers: spec.initRequests,
      podLevel: spec.podLevel,
      overhead: spec.overhead,
    }),
  };
}

function emptySpec(): Spec {
  return {
    node: "",
    names: [],
    requests: [],
    initNames: [],
    initRequests: [],
    overhead: undefined,
    podLevel: undefined,
  };
}

function readSpec(cursor: Cursor, parentEnd: number, spec: Spec): void {
  const end = readLength(cursor, parentEnd);
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    switch (tag) {
      case 8 * 2 + 2: {
        const { name, requests } = readContainer(cursor, end);
        spec.names.push(name);
        spec.requests.push(requests);
        break;
      }
      case 8 * 20 + 2: {
        const { name, requests, restartable } = readContainer(cursor, end);
        spec.initNames.push(name);
        spec.initRequests.push({ requests, restartable });
        break;
      }
      case 8 * 10 + 2:
        spec.node = readSharedString(cursor, end);
        break;
      case 8 * 32 + 2:
        spec.overhead ??= {};
        readAmount(cursor, end, spec.overhead);
        break;
      case 8 * 40 + 2:
        spec.podLevel = readRequests(cursor, end, spec.podLevel);
        break;
      default:
        skip(cursor, tag, end);
    }
  }
}

type SpecContainer = { readonly name: string; readonly requests: Amounts; readonly restartable: boolean };

const noAmounts: Amounts = Object.freeze({});

function readContainer(cursor: Cursor, parentEnd: number): SpecContainer {
  const end = readLength(cursor, parentEnd);
  let name = "";
  let requests: Record<string, number> | undefined;
  let restartable = false;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) name = readSharedString(cursor, end);
    else if (tag === 8 * 8 + 2) requests = readRequests(cursor, end, requests);
    else if (tag === 8 * 24 + 2) restartable = readSharedString(cursor, end) === "Always";
    else skip(cursor, tag, end);
  }
  return { name, requests: requests ?? noAmounts, restartable };
}

// ResourceRequirements: requests = 2; undefined when there are none.
function readRequests(
  cursor: Cursor,
  parentEnd: number,
  known: Record<string, number> | undefined,
): Record<string, number> | undefined {
  const end = readLength(cursor, parentEnd);
  let requests = known;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag !== 8 * 2 + 2) {
      skip(cursor, tag, end);
      continue;
    }
    requests ??= {};
    readAmount(cursor, end, requests);
  }
  return requests;
}

function emptyStatus(): Status {
  return {
    phase: "",
    reason: "",
    podIP: "",
    ready: false,
    readySince: 0,
    disruptedAt: 0,
    finishedAt: 0,
    unscheduledBecause: "",
    containers: [],
    initContainers: [],
  };
}

function readStatus(cursor: Cursor, parentEnd: number, status: Status): void {
  const end = readLength(cursor, parentEnd);
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    switch (tag) {
      case 8 * 1 + 2:
        status.phase = readSharedString(cursor, end);
        break;
      case 8 * 2 + 2:
        readCondition(cursor, end, status);
        break;
      case 8 * 4 + 2:
        status.reason = readSharedString(cursor, end);
        break;
      case 8 * 6 + 2:
        status.podIP = readString(cursor, end);
        break;
      case 8 * 8 + 2:
        status.containers.push(readContainerStatus(cursor, end, false, status));
        break;
      case 8 * 10 + 2:
        status.initContainers.push(readContainerStatus(cursor, end, true, { finishedAt: 0 }));
        break;
      default:
        skip(cursor, tag, end);
    }
  }
}

// PodCondition; only Ready, PodScheduled and DisruptionTarget matter.
function readCondition(cursor: Cursor, parentEnd: number, status: Status): void {
  const end = readLength(cursor, parentEnd);
  let type = "";
  let value = "";
  let since = 0;
  let reason = "";
  let message = "";
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) type = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) value = readSharedString(cursor, end);
    else if (tag === 8 * 4 + 2) since = readTime(cursor, end);
    else if (tag === 8 * 5 + 2) reason = readSharedString(cursor, end);
    else if (tag === 8 * 6 + 2) message = readSharedString(cursor, end);
    else skip(cursor, tag, end);
  }
  if (type === "Ready") {
    status.ready = value === "True";
    status.readySince = since;
  }
  if (type === "DisruptionTarget" && value === "True") status.disruptedAt = since;
  if (type === "PodScheduled" && value === "False") status.unscheduledBecause = message || reason;
}
