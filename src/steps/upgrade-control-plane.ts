// Lets kubeadm upgrade the control plane of one node. The API server goes away meanwhile, and kubeadm puts a component back that does not come up.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { listed } from "#src/base/text.ts";
import { callsOfUnit, followUnit, hasEndedWell, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostView } from "#src/hosts/host.ts";
import { unitName } from "#src/hosts/units.ts";
import { upgradeApply, upgradeNode } from "#src/kubeadm/upgrade/commands.ts";
import { readSettings } from "#src/kubeadm/upgrade/settings.ts";
import { staticVersions } from "#src/kubeadm/upgrade/static-pods.ts";
import { isSame, parseVersion } from "#src/kubeadm/upgrade/version.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  /** `v1.37.2`. */
  tag: z.string(),
  /** `apply` on the first control plane, `node` on every other. */
  how: z.enum(["apply", "node"]),
  ignore: z.array(z.string()).readonly(),
});
type Input = z.output<typeof input>;

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

export default defineStep({
  name: "upgrade-control-plane",
  input,
  // Four components, five minutes each at most, and the images before that.
  timeoutMs: 25 * 60_000,
  title: ({ node, tag }) => `Upgrade the control plane on ${node} to ${tag}`,
  calls: (given) => callsOfUnit(given.host, unitOf(given, thisOperation)),
  retries: true,
  whole: true,
  keeps: true,
  // The machine is asked first: while its unit runs, the API server may well be away.
  done: async (given, context) => {
    const { hosts, operation, signal } = context;
    const host = await hosts.host(given.host);
    const { unit } = unitOf(given, operation.id);
    if (!(await hasEndedWell(host, unit, signal))) return followUnit(host, unit, signal);
    const behind = await whatIsBehind(given, context);
    // The kubelet is at it: there is nothing for us to run.
    if (behind.length > 0)
      return { goal: "underway", evidence: `kubeadm has ended well; still to come: ${listed(behind)}.` };
    const kept = await backupOn(host, signal);
    return {
      goal: "holds",
      evidence: `${listed(components)} on ${given.node} are ${given.tag} and ready.${kept ? ` ${kept}` : ""}`,
    };
  },
  run: async (given, { hosts, operation, signal }) => {
    const host = await hosts.host(given.host);
    const found = await host.read("kubeadmVersion", signal);
    if (!isSame(parseVersion(found ?? ""), parseVersion(given.tag)))
      throw new StepError(`kubeadm on ${given.host} is ${found ?? "not there"} by now, not ${given.tag}.`);
    await startUnit(host, unitOf(given, operation.id), signal);
  },
  leaves: async (given, { hosts, cluster, signal }) => {
    const kept = await backupOn(await hosts.host(given.host), signal);
    const pods = await cluster.pods({ node: given.node, namespace: "kube-system" }, signal);
    const states = components.map((each) => `${each} ${staticVersions(pods, each)[0]?.tag ?? "away"}`);
    if (states.every((state) => state.endsWith(` ${given.tag}`))) return undefined;
    return [
      `${given.node} has ${listed(states)}.`,
      kept ?? "",
      `Resume lets kubeadm go on where it stopped; or abandon this, and “upgrade node ${given.node} --to=${given.tag.slice(1)}” asks for it anew.`,
    ]
      .filter(Boolean)
      .join(" ");
  },
});

/** kubeadm's own, which stay after it has ended well. */
async function backupOn(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  const backups = await host.read("kubeadmBackups", signal);
  const newest = backups.toSorted(byTime).at(-1);
  return newest && `What was there before lies in /etc/kubernetes/tmp/${newest} on ${host.name}.`;
}

/** `kubeadm-backup-manifests-2026-11-29-03-48-14`: by the time at its end, and manifests are what can be put back. */
function byTime(one: string, other: string): number {
  const isManifests = (name: string) => Number(name.includes("-manifests-"));
  return isManifests(one) - isManifests(other) || one.localeCompare(other, "en");
}

/** What it has run as. */
export function controlPlaneUnit(how: Input["how"]): string {
  return `upgrade-${how}`;
}

function unitOf({ how, tag, ignore }: Input, operation: string) {
  const argv = how === "apply" ? upgradeApply({ tag, ignore }) : upgradeNode({ ignore });
  return { unit: unitName(operation, controlPlaneUnit(how)), argv };
}

async function whatIsBehind(
  { node, tag, how }: Input,
  { cluster, signal }: StepContext,
): Promise<readonly string[]> {
  const [pods, settings] = await Promise.all([
    cluster.pods({ node, namespace: "kube-system" }, signal),
    how === "apply" ? readSettings(cluster, signal) : undefined,
  ]);
  const statics = components.flatMap((component) => {
    const found = staticVersions(pods, component)[0];
    if (found?.tag !== tag) return [`${component} ${found?.tag ?? "is away"}`];
    return found.ready ? [] : [`${component} is not ready`];
  });
  const version = settings?.version ?? tag;
  return version === tag ? statics : [...statics, `ConfigMap kubeadm-config says ${version}`];
}
