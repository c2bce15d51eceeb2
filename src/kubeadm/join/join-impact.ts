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
    `${cluster.name} gains a worker with Kubernetes ${cluster.version}, as ${address}. Pods that run are not touched; new ones may start on it.`,
    ...withVerdict(all, "mends").map((finding) => `Put right: ${sayFinding(finding)}.`),
    canAddBootOptions(facts) ? `${host.name} reboots once.` : "",
    `${count(passed.length, "check")} passed: ${passed.map(({ check }) => check).join(", ")}.`,
  ].filter((line) => line !== "");
}

export function joinWarnings(findings: readonly Finding[]): readonly string[] {
  return withVerdict(findings, "warning").map(sayFinding);
}
