// A ContainerStatus from protobuf. Field numbers: k8s.io/api/core/v1/generated.proto.

import type { Container } from "../objects.ts";
import { readTime } from "./decode-meta.ts";
import { type Cursor, readInt32, readLength, readNumber, readTag, skip } from "./protobuf.ts";
import { readSharedString } from "./share-bytes.ts";

/** `latest` learns when it finished, if it did so after the others. */
export function readContainerStatus(
  cursor: Cursor,
  parentEnd: number,
  init: boolean,
  latest: { finishedAt: number },
): Container {
  const end = readLength(cursor, parentEnd);
  let name = "";
  let ready = false;
  let restarts = 0;
  let current = notStarted;
  let last = notStarted;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) name = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) current = readState(cursor, end);
    else if (tag === 8 * 3 + 2) last = readState(cursor, end);
    else if (tag === 8 * 4) ready = readNumber(cursor, end) !== 0;
    else if (tag === 8 * 5) restarts = readInt32(cursor, end);
    else skip(cursor, tag, end);
  }
  const { state, reason, exitCode } = current;
  latest.finishedAt = Math.max(latest.finishedAt, current.finishedAt);
  return { name, init, sidecar: false, ready, restarts, state, reason, exitCode, last: lastOf(last) };
}

type State = {
  readonly state: Container["state"];
  readonly reason: string;
  /** Undefined unless terminated. */
  readonly exitCode: number | undefined;
  readonly finishedAt: number;
};

const notStarted: State = { state: "waiting", reason: "", exitCode: undefined, finishedAt: 0 };
const running: State = { ...notStarted, state: "running" };

function lastOf({ exitCode, reason, finishedAt }: State): Container["last"] {
  return exitCode === undefined ? undefined : { reason, exitCode, finishedAt };
}

// ContainerState: waiting = 1, running = 2, terminated = 3; one of them, or none before the kubelet's first word.
function readState(cursor: Cursor, parentEnd: number): State {
  const end = readLength(cursor, parentEnd);
  let state = notStarted;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) state = readWaiting(cursor, end);
    else if (tag === 8 * 3 + 2) state = readTerminated(cursor, end);
    else {
      if (tag === 8 * 2 + 2) state = running;
      skip(cursor, tag, end);
    }
  }
  return state;
}

function readWaiting(cursor: Cursor, parentEnd: number): State {
  const end = readLength(cursor, parentEnd);
  let reason = "";
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) reason = readSharedString(cursor, end);
    else skip(cursor, tag, end);
  }
  return { ...notStarted, reason };
}

function readTerminated(cursor: Cursor, parentEnd: number): State {
  const end = readLength(cursor, parentEnd);
  let exitCode = 0;
  let reason = "";
  let finishedAt = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1) exitCode = readInt32(cursor, end);
    else if (tag === 8 * 3 + 2) reason = readSharedString(cursor, end);
    else if (tag === 8 * 6 + 2) finishedAt = readTime(cursor, end);
    else skip(cursor, tag, end);
  }
  return { state: "terminated", reason, exitCode, finishedAt };
}
