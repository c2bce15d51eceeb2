// Starts the kubelet that was installed, and sees its node Ready at that version with kube-proxy and the pod network at work there.

import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { elide, listed } from "#src/base/text.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { coverageOf, isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { restartKubelet } from "#src/kubeadm/upgrade/commands.ts";
import { whatSettles } from "#src/kubeadm/upgrade/settling.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { defineStep, type Proof, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  uid: z.string(),
  /** `v1.37.2`. */
  tag: z.string(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "start-new-kubelet",
  input,
  timeoutMs: 6 * 60_000,
  title: ({ node, tag }) => `Start kubelet ${tag} on ${node}`,
  calls: ({ host }) => restartKubelet.map((argv) => callOfRun(host, { argv })),
  retries: true,
  whole: true,
  done: async (given, context) => {
    const { cluster, signal } = context;
    const node = await cluster.node(given.node, signal);
    if (node?.uid !== given.uid)
      return { goal: "failed", evidence: `${given.node} is not the node that it was.` };
    if (node.kubeletVersion !== given.tag || !isReady(node)) return whyNot(given, node, context);
    const unsettled = await settling(given, node, context);
    if (unsettled !== undefined) return { goal: "underway", evidence: unsettled };
    const away = agentsAway(given.node, context);
    return away.length === 0
      ? { goal: "holds", evidence: `${given.node} is Ready at ${given.tag}, with what runs on every node.` }
      : {
          goal: "open",
          evidence: `${given.node} is Ready at ${given.tag}; not ready there yet: ${listed(away)}.`,
        };
  },
  run: async ({ host: name }, { hosts, signal }) => {
    const host = await hosts.host(name);
    for (const argv of restartKubelet) {
      const { code, stderr } = await host.run({ argv }, signal);
      if (code !== 0) throw new StepError(`systemctl on ${name} ended with code ${code}: ${stderr.trim()}`);
    }
  },
  leaves: async (given, context) => {
    const node = await context.cluster.node(given.node, context.signal);
    if (node?.kubeletVersion === given.tag && isReady(node)) return undefined;
    return `${given.node} has kubelet ${given.tag} installed and ${node?.kubeletVersion ?? "no kubelet"} seen at work. Mend it there (journalctl -u kubelet), then resume; the older kubelet is no way back once kubeadm has written the new settings.`;
  },
});

async function settling(
  { host: name, node }: Input,
  found: Node,
  { hosts, cluster, signal }: StepContext,
): Promise<string | undefined> {
  if (!isControlPlane(found)) return undefined;
  const host = await hosts.host(name);
  const [{ activeSince }, uptime, now, pods] = await Promise.all([
    host.read("service", signal, "kubelet"),
    host.read("uptimeSeconds", signal),
    host.read("clock", signal),
    cluster.pods({ node, namespace: "kube-system" }, signal),
  ]);
  return whatSettles({
    node,
    pods,
    runsSeconds: activeSince === undefined ? undefined : uptime - activeSince,
    now,
  });
}

/** systemd starts it anew every ten seconds; what fails so often does not mend itself. */
const mostRestarts = 6;

/** With the kubelet's own last words where it does not stay up. */
async function whyNot(
  { host: name, node, tag }: Input,
  found: Node,
  { hosts, signal }: StepContext,
): Promise<Proof> {
  const state = `${node} is ${isReady(found) ? "Ready" : "not Ready"} at ${found.kubeletVersion}, not at ${tag}`;
  const host = await hosts.host(name);
  const { active, sub, restarts } = await host.read("service", signal, "kubelet");
  if (active === "active") return { goal: "open", evidence: `${state} yet.` };
  const said = (await host.read("kubeletLog", signal, 5)).trim();
  const isLost = active === "failed" || restarts >= mostRestarts;
  const evidence = `${state}: its kubelet is ${active} (${sub}).\n${elide(said, 700)}`;
  return { goal: isLost ? "failed" : "open", evidence };
}

function agentsAway(node: string, { cluster }: StepContext): readonly string[] {
  const coverage = coverageOf(cluster.snapshot());
  return (["kube-proxy", "CNI"] as const).filter(
    (agent) => coverage[agent].installed && coverage[agent].on.get(node) !== "ready",
  );
}
