// Fewer etcd members are ready than a majority: nothing can be written, and the API server will not be ready for long.
import { controlPlaneOf } from "#src/kubeadm/components.ts";
import { etcdMembers } from "../etcd-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "etcdInsufficientMembers",
  severity: "critical",
  for: "1m",
  detect: ({ snapshot: { nodes, pods }, cluster }) => {
    const { down, all, quorum } = etcdMembers(controlPlaneOf(nodes, pods));
    return all.length > 0 && all.length - down.length < quorum ? [{ cluster, down, all, quorum }] : [];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ down }) => down,
  summary: ({ down, all, quorum }) =>
    `etcd has no quorum: ${all.length - down.length} of ${all.length} members are ready, ${quorum} are needed (not ready: ${down.join(", ")})`,
  remedies: ({ down }) => [...down.slice(0, 2).map((name) => `node show ${name}`), "pod list kube-system"],
});
