// A Node's protobuf cut down to the record that Wheelhouse keeps, without reading the rest (half of it is images).
// Field numbers: k8s.io/api/core/v1/generated.proto.

import type { Condition, Node, Taint } from "../objects.ts";
import { emptyMeta, type Meta, readAmount, readMeta, readTime } from "./decode-meta.ts";
import { conditionStatus, rolesOf } from "./project-node.ts";
import { type Cursor, readLength, readNumber, readString, readTag, skip } from "./protobuf.ts";
import { shareAmounts } from "./share.ts";
import { readSharedString } from "./share-bytes.ts";

/** Equals projectNode of the same object's JSON. Throws DecodeError. */
export function decodeNode(bytes: Buffer, start: number, end: number): Node {
  const cursor: Cursor = { bytes, at: start };
  let meta: Meta = emptyMeta();
  const spec: Spec = { unschedulable: false, taints: [] };
  const status: Status = { system: emptySystem(), addresses: [], conditions: [], allocatable: {} };
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) meta = readMeta(cursor, end, isRoleLabel);
    else if (tag === 8 * 2 + 2) readSpec(cursor, end, spec);
    else if (tag === 8 * 3 + 2) readStatus(cursor, end, status);
    else skip(cursor, tag, end);
  }
  return {
    name: meta.name,
    uid: meta.uid,
    createdAt: meta.createdAt,
    roles: rolesOf(Object.keys(meta.labels)),
    ...status.system,
    addresses: status.addresses,
    unschedulable: spec.unschedulable,
    taints: spec.taints,
    conditions: status.conditions,
    allocatable: shareAmounts(status.allocatable),
  };
}

type Spec = { unschedulable: boolean; readonly taints: Taint[] };
type Writable<T> = { -readonly [K in keyof T]: T[K] };
type System = Writable<
  Pick<
    Node,
    "arch" | "machineId" | "bootId" | "osImage" | "kernelVersion" | "runtimeVersion" | "kubeletVersion"
  >
>;
type Address = Node["addresses"][number];
type Status = {
  system: System;
  readonly addresses: Address[];
  readonly conditions: Condition[];
  readonly allocatable: Record<string, number>;
};

function isRoleLabel(name: string): boolean {
  return name.startsWith("node-role.kubernetes.io/");
}

function readSpec(cursor: Cursor, parentEnd: number, spec: Spec): void {
  const end = readLength(cursor, parentEnd);
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 4) spec.unschedulable = readNumber(cursor, end) !== 0;
    else if (tag === 8 * 5 + 2) spec.taints.push(readTaint(cursor, end));
    else skip(cursor, tag, end);
  }
}

function readTaint(cursor: Cursor, parentEnd: number): Taint {
  const end = readLength(cursor, parentEnd);
  const taint: Writable<Taint> = { key: "", value: "", effect: "" };
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) taint.key = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) taint.value = readSharedString(cursor, end);
    else if (tag === 8 * 3 + 2) taint.effect = readSharedString(cursor, end);
    else if (tag === 8 * 4 + 2) taint.addedAt = readTime(cursor, end);
    else skip(cursor, tag, end);
  }
  return taint;
}

function readStatus(cursor: Cursor, parentEnd: number, status: Status): void {
  const end = readLength(cursor, parentEnd);
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 2 + 2) readAmount(cursor, end, status.allocatable);
    else if (tag === 8 * 4 + 2) status.conditions.push(readCondition(cursor, end));
    else if (tag === 8 * 5 + 2) status.addresses.push(readAddress(cursor, end));
    else if (tag === 8 * 7 + 2) status.system = readSystem(cursor, end);
    else skip(cursor, tag, end);
  }
}

function readCondition(cursor: Cursor, parentEnd: number): Condition {
  const end = readLength(cursor, parentEnd);
  const condition: Writable<Condition> = { type: "", status: "Unknown", reason: "", message: "", since: 0 };
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) condition.type = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) condition.status = conditionStatus(readSharedString(cursor, end));
    else if (tag === 8 * 4 + 2) condition.since = readTime(cursor, end);
    else if (tag === 8 * 5 + 2) condition.reason = readSharedString(cursor, end);
    else if (tag === 8 * 6 + 2) condition.message = readSharedString(cursor, end);
    else skip(cursor, tag, end);
  }
  return condition;
}

function readAddress(cursor: Cursor, parentEnd: number): Address {
  const end = readLength(cursor, parentEnd);
  const address: Writable<Address> = { type: "", address: "" };
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) address.type = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) address.address = readString(cursor, end);
    else skip(cursor, tag, end);
  }
  return address;
}

function emptySystem(): System {
  return {
    arch: "",
    machineId: "",
    bootId: "",
    osImage: "",
    kernelVersion: "",
    runtimeVersion: "",
    kubeletVersion: "",
  };
}

// NodeSystemInfo.
function readSystem(cursor: Cursor, parentEnd: number): System {
  const end = readLength(cursor, parentEnd);
  const system = emptySystem();
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) system.machineId = readString(cursor, end);
    else if (tag === 8 * 3 + 2) system.bootId = readString(cursor, end);
    else if (tag === 8 * 4 + 2) system.kernelVersion = readSharedString(cursor, end);
    else if (tag === 8 * 5 + 2) system.osImage = readSharedString(cursor, end);
    else if (tag === 8 * 6 + 2) system.runtimeVersion = readSharedString(cursor, end);
    else if (tag === 8 * 7 + 2) system.kubeletVersion = readSharedString(cursor, end);
    else if (tag === 8 * 10 + 2) system.arch = readSharedString(cursor, end);
    else skip(cursor, tag, end);
  }
  return system;
}
