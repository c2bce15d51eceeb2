// /k8s node cordon <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, nodeLock } from "#src/base/lock-names.ts";
import { count } from "#src/base/text.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { anywhere, barrier } from "#src/kubeadm/disruption/places.ts";
import { isFinished } from "#src/kubeadm/pod-health.ts";
import cordonNode from "#src/steps/cordon-node.ts";

export default defineOperation({
  summary: "Keep new pods off a node; those on it stay",
  role: "operator",
  risk: "change",
  args: z.object({ node: nodeName }),
  positional: ["node"],
  aliases: ["cordon"],
  async plan({ node: typed }, { cluster, signal }) {
    await settle(cluster, signal);
    const { name } = findNode(cluster, typed);
    const node = await cluster.node(name, signal);
    if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
    if (node.unschedulable) throw new RefusedError(`${name} is cordoned already.`);
    const { nodes, pods } = cluster.snapshot();
    const others = nodes.filter((each) => each.name !== name && barrier(each, anywhere) === undefined);
    // As the table of nodes counts: a finished pod is not there any more.
    const running = pods.filter((pod) => pod.node === name && !isFinished(pod)).length;
    return {
      target: name,
      risk: "change",
      title: `Cordon ${name}`,
      impact: [`No new pod is scheduled on ${name}; its ${count(running, "pod stays", "pods stay")}.`],
      warnings: others.length === 0 ? [`No other node takes ordinary pods: new ones would wait.`] : [],
      basis: { uid: node.uid },
      steps: [cordonNode.with({ node: name, uid: node.uid })],
      locks: [clusterLock(cluster.name), nodeLock(cluster.name, name)],
      offers: [{ label: "Uncordon", line: `node uncordon ${name} --cluster=${cluster.name}` }],
    };
  },
});
