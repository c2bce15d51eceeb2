// A controller manager or scheduler that no longer renews its lease does nothing, and says nothing either.
import { span } from "#src/text.ts";
import { defineRule } from "../rule.ts";

const leaders: Record<string, string> = {
  "kube-controller-manager": "KubeControllerManagerDown",
  "kube-scheduler": "KubeSchedulerDown",
};
/** Leaders renew every 2 s and hold for 15 s (component-base/config); a minute leaves room for a slow disk. */
const staleAfterMs = 60_000;

export default defineRule({
  alert: "KubeLeaderLeaseStale",
  severity: "critical",
  for: "1m",
  // While the cluster cannot be watched its leases look old without being so.
  detect: ({ leases, now, reach }) =>
    reach.state !== "live"
      ? []
      : leases.filter(({ name, renewedAt }) => leaders[name] !== undefined && now - renewedAt > staleAfterMs),
  subject: ({ name }) => ({ kind: "Lease", namespace: "kube-system", name }),
  summary: ({ name, holder, renewedAt }, now) =>
    `${name} has not renewed its lease for ${span(now - renewedAt)} (last holder ${holder || "unknown"}): no controller acts`,
  remedies: () => ["pod list kube-system", "event list --namespace=kube-system"],
});
