// /k8s node rejoin <node> [--name <node>] [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import { isOfPodNetwork } from "#src/kubeadm/pod-network.ts";
import type { Facts } from "#src/kubeadm/preflight/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { resetUnit } from "#src/steps/reset-host.ts";
import { planJoining } from "./add.ts";
import { planRemoval } from "./remove.ts";

export default defineOperation({
  summary: "Remove a worker and join its machine anew, also under another name",
  role: "operator",
  risk: "destructive",
  needs: "host",
  planWithinMs: 90_000,
  args: z.object({
    node: nodeName,
    name: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, "a node's name: small letters, digits, dots and dashes")
      .optional()
      .meta({ description: "What the node is to be called, unless as before" }),
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["rejoin", "rejoin node", "node rename", "rename node", "node join again"],
  async plan({ node, name, grace, force, ...flags }, context) {
    const { cluster, hosts } = context;
    await settle(cluster, context.signal);
    mustBeWorker(findNode(cluster, node));
    const typed = { node, grace, force, deleteData: flags["delete-emptydir-data"], as: "node rejoin" };
    const { host, facts, ...removal } = await planRemoval(typed, { context, isGone: false });
    const known = (await hosts.list()).find((each) => each.name === host);
    if (!known) throw new RefusedError(`There is no machine of ${node} any more.`, { hint: "host list" });
    const { name: before } = facts.node;
    const after = name ?? before;
    const joining = await planJoining(
      {
        ...{ known, node: after, unitsBefore: [resetUnit] },
        afterwards: (read) => withoutNode(read, before),
      },
      context,
    );
    return {
      ...removal,
      title: after === before ? `Rejoin ${before}` : `Rejoin ${before} as ${after}`,
      impact: [
        ...removal.impact,
        after === before
          ? `Then it joins anew as ${after}: another node of the same name.`
          : `Then it joins as ${after}: another node, and no pod, budget or rule that names ${before} means it.`,
        ...joining.impact,
      ],
      warnings: [...removal.warnings, ...joining.warnings, ...namingWarnings(joining.facts)],
      basis: { removal: removal.basis, version: joining.facts.cluster.version, as: after },
      steps: [...removal.steps, ...joining.steps],
      offers: [{ label: "Show it", line: `node show ${after} --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

/** The names of a control plane are in its static pods, its member of etcd and its certificates. */
function mustBeWorker(node: Node): void {
  if (!isControlPlane(node)) return;
  const { name } = node;
  throw new RefusedError(`${name} is a control plane, which is removed and added by two approvals.`, {
    hint: `node remove ${name}, then node add with --control-plane`,
    offers: ["etcd status", `node remove ${name}`],
  });
}

/** The machine and its cluster once it is no node any more. */
function withoutNode({ host, cluster }: Facts, node: string): Facts {
  return {
    host: {
      ...host,
      leftovers: [],
      ports: host.ports.filter((port) => port !== 10_250 && port !== 10_256),
      addresses: host.addresses.filter((each) => !isOfPodNetwork(each.interface)),
    },
    cluster: { ...cluster, nodes: cluster.nodes.filter(({ name }) => name !== node) },
  };
}

function namingWarnings({ host: { name, hostname } }: Facts): readonly string[] {
  if (name === hostname) return [];
  return [
    `The machine calls itself ${hostname}; its kubelet is told that the node is ${name}. hostnamectl set-hostname ${name} there first makes both one.`,
  ];
}
