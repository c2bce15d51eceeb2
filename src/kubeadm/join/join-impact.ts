// What a card says of a machine that is to join: what it is, what is put right on it, and what to mind.
import { bytes, count } from "#src/base/text.ts";
import { canAddBootOptions } from "../preflight/checks/cgroups.ts";
import type { Facts } from "../preflight/facts.ts";
import type { Finding } from "../preflight/finding.ts";
import { preflight, sayFinding, withVerdict } from "../preflight/preflight.ts";

export function joinImpact(facts: Facts, address: string): readonly string[] {
  const { host, cluster } = facts;
  const all = preflight(facts);
  const passed = withVerdict(all, "passed");
  const what = [host.board, host.kernel.machine, host.os.name, `${bytes(host.memory.totalBytes)} of memory`];
  return [
    `${host.name} at ${host.address} is: ${what.filter(Boolean).join(", ")}.`,
    `${cluster.name} gains a ${facts.plane ? "control plane" : "worker"} with Kubernetes ${cluster.version}, as ${address}. Pods that run are not touched; new ones ${facts.plane ? "start on it only where they tolerate control planes" : "may start on it"}.`,
    ...planeImpact(facts),
    ...withVerdict(all, "mends").map((finding) => `Put right: ${sayFinding(finding)}.`),
    canAddBootOptions(facts) ? `${host.name} reboots once.` : "",
    `${count(passed.length, "check")} passed: ${passed.map(({ check }) => check).join(", ")}.`,
  ].filter((line) => line !== "");
}

function planeImpact({ host, plane }: Facts): readonly string[] {
  if (!plane) return [];
  return [
    `${plane.through} puts the keys of the cluster's authorities into a Secret, encrypted, which is gone after two hours; the key that opens them is in a file below /run alone, and removed after.`,
    `etcd of ${host.name} becomes a member: that is what takes an answer from most of them.`,
    `If it fails, ${host.name} is nothing yet and loses what the join has written there; its member, where there is one already, is taken out of etcd when the join is resumed.`,
    `Whatever balances ${plane.endpoint} must be told of ${host.name}: that is not done from here.`,
  ];
}

export function joinWarnings(findings: readonly Finding[]): readonly string[] {
  return withVerdict(findings, "warning").map(sayFinding);
}
