// Whether the machines have room and the right time, and their certificates are valid.
import { bytes, few, span } from "#src/base/text.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import type { Machine, UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";
import { named, notSeen } from "./seen.ts";

const gibibyte = 1024 ** 3;
/** On a control plane kubeadm copies manifests and all of etcd's data below /etc/kubernetes/tmp (its staticpods.go). */
const leastBytes = { controlPlane: 3 * gibibyte, worker: 2 * gibibyte };

export function diskSpace(facts: UpgradeFacts): Gate {
  const about = "Disk space";
  const planes = controlPlanes(facts);
  const copied = facts.etcd.length === 0 ? 0 : (facts.etcdBytes ?? 0);
  const least = (machine: Machine) =>
    planes.includes(machine)
      ? Math.max(leastBytes.controlPlane, leastBytes.worker + copied)
      : leastBytes.worker;
  const full = facts.machines.filter((each) => each.freeBytes !== undefined && each.freeBytes < least(each));
  if (full.length > 0) {
    const names = full.map(
      (each) => `${each.node} (${bytes(each.freeBytes ?? 0)} free, ${bytes(least(each))} wanted)`,
    );
    return blocking(about, few(names, 5), "there: crictl rmi --prune, journalctl --vacuum-size=200M");
  }
  return (
    notSeen(about, facts, ({ freeBytes }) => freeBytes === undefined) ??
    passed(about, "enough on every machine")
  );
}

const mostOffMs = 60_000;

export function clocks(facts: UpgradeFacts): Gate {
  const about = "Clocks";
  const { machines } = facts;
  const off = machines.filter(({ clockAheadMs = 0 }) => Math.abs(clockAheadMs) > mostOffMs);
  if (off.length > 0) {
    const names = off.map(
      ({ node, clockAheadMs = 0 }) =>
        `${node} ${span(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? "ahead" : "behind"}`,
    );
    return blocking(
      about,
      `${few(names, 5)}: new certificates would not be valid there`,
      "set the clock there, and switch NTP on",
    );
  }
  const loose = named(machines, ({ isClockSynchronized }) => isClockSynchronized === false);
  if (loose.length > 0)
    return warned(
      about,
      `${few(loose, 5)} not synchronized, though right now`,
      "there: timedatectl set-ntp true",
    );
  return (
    notSeen(about, facts, ({ clockAheadMs }) => clockAheadMs === undefined) ??
    passed(about, "right on every machine")
  );
}

const soonMs = 30 * 86_400_000;

/** kubeadm renews what it manages when it upgrades a control plane; nobody renews a CA. */
export function certificates(facts: UpgradeFacts): Gate {
  const about = "Certificates";
  const { now } = facts;
  const planes = controlPlanes(facts);
  const expired = named(
    planes,
    ({ certificatesEnd }) => certificatesEnd !== undefined && certificatesEnd <= now,
  );
  if (expired.length > 0)
    return blocking(
      about,
      `expired on ${few(expired, 5)}`,
      "there: kubeadm certs renew all, and restart the control plane",
    );
  const ending = named(
    planes,
    ({ authoritiesEnd }) => authoritiesEnd !== undefined && authoritiesEnd - now < soonMs,
  );
  if (ending.length > 0)
    return warned(about, `a CA on ${few(ending, 5)} ends within 30 days, and no upgrade renews it`);
  return (
    notSeen(about, { ...facts, machines: planes }, ({ certificatesEnd }) => certificatesEnd === undefined) ??
    passed(about, "valid, and renewed by the upgrade of each control plane")
  );
}

function controlPlanes({ nodes, machines }: UpgradeFacts): readonly Machine[] {
  const planes = new Set(nodes.filter(isControlPlane).map(({ name }) => name));
  return machines.filter(({ node }) => planes.has(node));
}
