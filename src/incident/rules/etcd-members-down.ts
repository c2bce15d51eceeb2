// An etcd member is missing while the others still have a majority: the next loss may stop the cluster.
import { controlPlaneOf } from "#src/kubeadm/components.ts";
import { etcdMembers } from "../etcd-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "etcdMembersDown",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { nodes, pods }, cluster }) => {
    const { down, all, quorum } = etcdMembers(controlPlaneOf(nodes, pods));
    const spare = all.length - down.length - quorum;
    return down.length > 0 && spare >= 0 ? [{ cluster, down, all, spare }] : [];
  },
  rises: {
    of: ({ spare }) => (spare === 0 ? "critical" : "warning"),
    words: "critical when no further member may fail",
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ down }) => down,
  summary: ({ down, all, spare }) => {
    const next = spare === 0 ? "the next loss stops all writing" : `${spare} more may fail`;
    return `etcd on ${down.join(", ")} is not ready (${all.length - down.length} of ${all.length} members are): ${next}`;
  },
  remedies: ({ down }) => down.slice(0, 2).map((name) => `node show ${name}`),
});
