// Waits until the nodes of machines that were switched on are Ready again, as their kubelets of this boot say. It only reads.
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { count, few } from "#src/base/text.ts";
import type { Hosts } from "#src/hosts/host.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "see-nodes-back",
  input: z.object({ cluster: z.string() }),
  timeoutMs: 10 * 60_000,
  title: ({ cluster }) => `See that the nodes of ${cluster} are back`,
  calls: () => [],
  done: async (_input, { cluster, hosts, signal }) => {
    const nodes = cluster.snapshot().nodes;
    const known = await hosts.list();
    const seen = await Promise.all(
      nodes.map(async ({ name }) => {
        const node = await cluster.node(name, signal);
        return node ? await notYet(node, hostOf(node, known)?.name, { hosts, signal }) : undefined;
      }),
    );
    const open = seen.filter((why) => why !== undefined);
    const reached = nodes.length - open.length;
    if (nodes.length > 0 && open.length === 0)
      return { goal: "holds", evidence: `${count(nodes.length, "node")} of ${cluster.name} are Ready.` };
    return {
      ...{ goal: "open", reached, evidence: few(open, 6) || `No node of ${cluster.name} is seen yet` },
      ...(reached > 0 && { enough: few(open, 6) }),
    };
  },
  run: async () => {},
});

type Way = { readonly hosts: Hosts; readonly signal: AbortSignal };

/** Until its kubelet has spoken in this boot, a node's status is that of before, which nobody has taken back. */
async function notYet(node: Node, host: string | undefined, { hosts, signal }: Way) {
  const { name, bootId } = node;
  if (host === undefined) return isReady(node) ? undefined : `${name} is not Ready`;
  const machine = await hosts.host(host);
  const booted = await attempt(machine.read("bootId", signal));
  if (!booted.ok) return `${name} is not back, as ${host} does not answer`;
  if (bootId === booted.value && isReady(node)) return undefined;
  const kubelet = await attempt(machine.read("service", signal, "kubelet"));
  const why = kubelet.ok && kubelet.value.active !== "active" ? `its kubelet is ${kubelet.value.active}` : "";
  const what = bootId === booted.value ? "is not Ready" : "has said nothing since its machine started";
  return [`${name} ${what}`, why].filter(Boolean).join(": ");
}
