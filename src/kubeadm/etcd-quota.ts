// How large etcd's database may grow, by what kubeadm's ClusterConfiguration tells it; a manifest that was edited by hand is not seen.

/** etcd's own default, --quota-backend-bytes=0. */
export const defaultQuotaBytes = 2 * 1024 ** 3;

/** A map until v1beta3, a list of names and values since v1beta4. Undefined: etcd was told to know no limit. */
const written = /quota-backend-bytes["']?\s*(?::\s*|\n\s*value:\s*)["']?(-?\d+)/;

export function etcdQuota(clusterConfiguration: string): number | undefined {
  const told = Number(written.exec(clusterConfiguration)?.[1] ?? 0);
  if (told < 0) return undefined;
  return told === 0 ? defaultQuotaBytes : told;
}
