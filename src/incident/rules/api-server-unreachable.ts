// The API server cannot be reached: nothing else about the cluster can be known, and nothing else is said of it.
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeAPIDown",
  severity: "critical",
  for: "1m",
  unaskedOnly: true,
  detect: ({ snapshot: { reach }, cluster }) => (reach.state === "unreachable" ? [{ reach, cluster }] : []),
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  since: ({ reach }) => reach.since,
  summary: ({ reach }) => reach.error.message,
  remedies: ({ reach }) => [...reach.error.offers, "status"],
});
