// Waits until a node whose machine was rebooted is Ready again, as its kubelet of this boot says. It only reads.
import { z } from "zod";
import { isReady } from "#src/kubeadm/components.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "see-node-back",
  input: z.object({ host: z.string(), node: z.string() }),
  timeoutMs: 10 * 60_000,
  title: ({ node }) => `See that ${node} is back`,
  calls: () => [],
  done: async ({ host: name, node }, { cluster, hosts, signal }) => {
    const bootId = await (await hosts.host(name)).read("bootId", signal);
    const found = await cluster.node(node, signal);
    if (!found) return { goal: "failed", evidence: `There is no node ${node} any more.` };
    // Until then its status is that of before, which nobody has taken back.
    if (found.bootId !== bootId)
      return { goal: "open", evidence: `The kubelet on ${node} has said nothing since the reboot.` };
    return isReady(found)
      ? { goal: "holds", evidence: `${node} is Ready, in boot ${bootId.slice(0, 8)}.` }
      : { goal: "open", evidence: `${node} is not Ready yet.` };
  },
  run: async () => {},
});
