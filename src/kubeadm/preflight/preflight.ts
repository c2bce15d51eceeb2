// Every check of a machine that is to join, in the order in which people read them. Pure.
import { address } from "./checks/address.ts";
import { apiServer } from "./checks/api-server.ts";
import { architecture } from "./checks/architecture.ts";
import { cgroups } from "./checks/cgroups.ts";
import { clock } from "./checks/clock.ts";
import { controlPlane } from "./checks/control-plane.ts";
import { disk } from "./checks/disk.ts";
import { firewall } from "./checks/firewall.ts";
import { kernel } from "./checks/kernel.ts";
import { leftovers } from "./checks/leftovers.ts";
import { machineId } from "./checks/machine-id.ts";
import { memory } from "./checks/memory.ts";
import { nameServers } from "./checks/name-servers.ts";
import { nodeName } from "./checks/node-name.ts";
import { operatingSystem } from "./checks/operating-system.ts";
import { otherKubernetes } from "./checks/other-kubernetes.ts";
import { ownName } from "./checks/own-name.ts";
import { packages } from "./checks/packages.ts";
import { ports } from "./checks/ports.ts";
import { power } from "./checks/power.ts";
import { runtime } from "./checks/runtime.ts";
import { selinux } from "./checks/selinux.ts";
import { swap } from "./checks/swap.ts";
import type { Facts } from "./facts.ts";
import type { Check, Finding, Verdict } from "./finding.ts";

const checks: readonly Check[] = [
  nodeName,
  ...[architecture, operatingSystem, memory, cgroups, swap, clock, machineId, ownName, address],
  ...[
    kernel,
    apiServer,
    controlPlane,
    ports,
    firewall,
    selinux,
    runtime,
    packages,
    leftovers,
    otherKubernetes,
    disk,
    nameServers,
    power,
  ],
];

export function preflight(facts: Facts): readonly Finding[] {
  return checks.flatMap((check) => check(facts));
}

export function withVerdict(all: readonly Finding[], verdict: Verdict): readonly Finding[] {
  return all.filter((finding) => finding.verdict === verdict);
}

/** `swap: on …. What mends it.` */
export function sayFinding({ check, says, mend }: Finding): string {
  return `${check}: ${says}${mend === undefined ? "" : `. ${mend}`}`;
}
