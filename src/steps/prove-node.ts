// Proves that a machine that has joined is a node one can use. It only reads.
import { z } from "zod";
import { isReady } from "#src/kubeadm/components.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  address: z.string(),
  /** Service addresses that must answer from there, `10.96.0.1:443`. */
  services: z.array(z.object({ what: z.string(), address: z.string(), port: z.number().int() })),
});

export default defineStep({
  name: "prove-node",
  input,
  // Images of kube-proxy and of the network have to be pulled, on a Pi over a slow line.
  timeoutMs: 10 * 60_000,
  title: ({ node }) => `See that ${node} works`,
  calls: () => [],
  done: async (wanted, context) => {
    const problem =
      (await ofNode(wanted, context)) ??
      (await ofPods(wanted, context)) ??
      (await ofServices(wanted, context));
    if (problem !== undefined) return { goal: "open", evidence: problem };
    const answers = wanted.services.map(({ what, address, port }) => `${what} (${address}:${port})`);
    return {
      goal: "holds",
      evidence: `${wanted.node} is Ready as ${wanted.address}, its DaemonSets' pods run, and from it ${answers.join(" and ")} answer.`,
    };
  },
  run: async () => {},
});

type Wanted = z.output<typeof input>;

async function ofNode(
  { node, address }: Wanted,
  { cluster, signal }: StepContext,
): Promise<string | undefined> {
  const found = await cluster.node(node, signal);
  if (!found) return `There is no node ${node}.`;
  const own = found.addresses.find(({ type }) => type === "InternalIP")?.address;
  if (own !== address) return `${node} says that its address is ${own ?? "unknown"}, not ${address}.`;
  if (isReady(found)) return undefined;
  const why =
    found.conditions.find(({ type }) => type === "Ready")?.message ?? "its kubelet has said nothing";
  return `${node} is not Ready yet: ${why}`;
}

/** kube-proxy and the network's agent, and whatever else is to run on every node. */
async function ofPods({ node }: Wanted, { cluster, signal }: StepContext): Promise<string | undefined> {
  const pods = (await cluster.pods({ node }, signal)).filter(({ owner }) => owner?.kind === "DaemonSet");
  const waiting = pods.filter(({ ready }) => !ready).map(({ name }) => name);
  if (waiting.length > 0) return `Not ready on ${node} yet: ${waiting.join(", ")}.`;
  return pods.length === 0 ? `No pod of a DaemonSet is on ${node} yet.` : undefined;
}

async function ofServices(
  { host: name, services }: Wanted,
  { hosts, signal }: StepContext,
): Promise<string | undefined> {
  const host = await hosts.host(name);
  for (const { what, address, port } of services)
    if (!(await host.read("reaches", signal, address, port)))
      return `From ${name}, ${what} does not answer at ${address}:${port} yet.`;
  return undefined;
}
