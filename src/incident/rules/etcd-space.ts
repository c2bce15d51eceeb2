// etcd's database nears its quota: past it nothing can be written any more, and defragmenting alone does not help.
import { bytes } from "#src/base/text.ts";
import { etcdQuota } from "#src/kubeadm/etcd-quota.ts";
import { defineRule } from "../rule.ts";

const tellAt = 0.8;
const criticalAt = 0.95;

export default defineRule({
  alert: "etcdDatabaseQuotaLowSpace",
  severity: "warning",
  for: "10m",
  needs: ["etcdSize"],
  detect: ({ cluster }, { etcdSize: { sizes, clusterConfiguration } }) => {
    const quota = etcdQuota(clusterConfiguration);
    const size = Math.max(0, ...sizes);
    return quota !== undefined && size >= tellAt * quota ? [{ cluster, size, quota }] : [];
  },
  rises: {
    of: ({ size, quota }) => (size >= criticalAt * quota ? "critical" : "warning"),
    words: "critical from 95 % on",
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  summary: ({ size, quota }) =>
    size >= quota
      ? `etcd is full: its database takes ${bytes(size)} of the ${bytes(quota)} that it may, so nothing can be written (NOSPACE)`
      : `etcd's database takes ${bytes(size)} of the ${bytes(quota)} that it may: at ${Math.round((100 * size) / quota)} %, and past all of it nothing can be written`,
  remedies: () => ["etcd status", "etcd defrag"],
});
