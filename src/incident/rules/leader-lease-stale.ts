// A controller manager or scheduler that no longer renews its lease does nothing, and says nothing either.

import { span } from "#src/base/text.ts";
import type { Lease } from "#src/kubernetes/objects.ts";
import { defineRule } from "../rule.ts";

/** What stops with each leader. */
const stops: Readonly<Record<string, string>> = {
  "kube-controller-manager": "nothing that fails is replaced",
  "kube-scheduler": "new pods stay pending",
};
/** Leaders renew every 2 s and hold for 15 s (component-base/config); a minute leaves room for a slow disk. */
const staleAfterMs = 60_000;

export default defineRule({
  alert: "KubeLeaderLeaseStale",
  severity: "critical",
  for: "1m",
  // While the cluster cannot be watched its leases look old without being so.
  detect: ({ snapshot: { leases, reach }, now }) =>
    reach.state === "live"
      ? leases.filter((lease) => isLeader(lease) && now - lease.renewedAt > staleAfterMs)
      : [],
  subject: ({ namespace, name }) => ({ kind: "Lease", namespace, name }),
  since: ({ renewedAt }) => renewedAt,
  summary: ({ name, holder, renewedAt }, now) =>
    `${name} has not renewed its lease for ${span(now - renewedAt)} (last held by ${holder.split("_")[0] || "nobody"}): ${stops[name]}`,
  remedies: ({ name, holder }) => [
    ...(holder ? [`pod logs kube-system/${name}-${holder.split("_")[0]}`] : []),
    "pod list kube-system",
  ],
});

function isLeader({ namespace, name }: Lease): boolean {
  return namespace === "kube-system" && Object.hasOwn(stops, name);
}
