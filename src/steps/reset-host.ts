// Takes a machine out of its cluster with kubeadm reset; that nothing of a node is left there proves it.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { explainText } from "#src/diagnosis/explain-text.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { HostUnit, HostView } from "#src/hosts/host.ts";
import { unitName } from "#src/hosts/units.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { mustBeSameToReset } from "#src/kubeadm/machine-of.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  /** Of the machine that was approved, whatever answers at its address. */
  machineId: z.string(),
});
type Input = z.output<typeof input>;

export const resetUnit = "reset-host";
/** What the next join would refuse to find. */
const ofNode = ["/etc/kubernetes/", "/var/lib/kubelet/", "/var/lib/etcd/"];

export default defineStep({
  name: "reset-host",
  input,
  timeoutMs: 5 * 60_000,
  retries: true,
  title: ({ host }) => `Reset ${host}`,
  calls: ({ host }) => callsOfUnit(host, unitOf(thisOperation)),
  equivalent: () => "kubeadm reset --force",
  done: async ({ host: name }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const unit = unitName(operation.id, resetUnit);
    const followed = await followUnit(host, unit, signal);
    if (followed.goal === "underway") return followed;
    const node = await leftOn(host, signal);
    if (node.length === 0) return { goal: "holds", evidence: `${name} is no node any more.` };
    if (followed.goal === "open") return { goal: "open", evidence: `Still on ${name}: ${few(node, 3)}.` };
    const output = await host.read("unitOutput", signal, unit, 300);
    return { goal: "failed", evidence: explainText("kubeadm", { output, words: followed.evidence }) };
  },
  run: async (wanted, context) => {
    await mustBeAsApproved(wanted, context);
    const { hosts, operation, signal } = context;
    await startUnit(await hosts.host(wanted.host), unitOf(operation.id), signal);
  },
  leaves: async ({ host: name, node }, { cluster, hosts, signal }) => {
    const left = await leftOn(await hosts.host(name), signal);
    if (left.length > 0 || !(await cluster.node(node, signal))) return undefined;
    return `${name} has been reset, and ${node} is still a node of ${cluster.name}: “node remove ${node}” removes it.`;
  },
});

function unitOf(operation: string): HostUnit {
  return { unit: unitName(operation, resetUnit), argv: ["kubeadm", "reset", "--force"] };
}

async function leftOn(host: HostView, signal: AbortSignal): Promise<readonly string[]> {
  const all = await host.read("leftovers", signal);
  return all.filter((path) => ofNode.some((folder) => path.startsWith(folder)));
}

async function mustBeAsApproved(
  { host: name, node, machineId }: Input,
  { cluster, hosts, signal }: StepContext,
): Promise<void> {
  await mustBeSameToReset(await hosts.host(name), machineId, signal);
  const found = await cluster.node(node, signal);
  if (!found || found.unschedulable || !isReady(found)) return;
  throw new StepError(`${node} was uncordoned meanwhile, so pods may run there again. It was not reset.`, {
    hint: `Abandon this, and ask for node remove ${node} again.`,
  });
}
