// What Wheelhouse itself shows the API server is about to end: then it sees nothing, and nobody is told of anything.
import { ending, risingToTheEnd, sayEnd, stageOf } from "../expiring.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeClientCertificateExpiration",
  severity: "info",
  for: "0s",
  needs: ["certificates"],
  detect: ({ cluster, now }, { certificates }) => {
    const own = certificates.filter(({ of }) => of === "Wheelhouse");
    return ending(own, 60, now)
      .slice(0, 1)
      .map((first) => ({ cluster, first }));
  },
  rises: risingToTheEnd,
  stage: ({ first }, now) => stageOf(first.until, now),
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  summary: ({ cluster, first }, now) =>
    `What Wheelhouse shows the API server of ${cluster}, ${first.at}, ${sayEnd(first.until, now)}: give it a new kubeconfig`,
  remedies: () => ["status --details"],
});
