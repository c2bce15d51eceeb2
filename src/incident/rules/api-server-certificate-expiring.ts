// The certificate that the API server serves is about to end: kubeadm's last a year, and nothing renews them but an upgrade.
import { few } from "#src/base/text.ts";
import { ending, risingToTheEnd, sayEnd, stageOf } from "../expiring.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeAPIServerCertificateExpiration",
  severity: "info",
  for: "0s",
  needs: ["certificates"],
  // All control planes were made in one hour as a rule: one problem.
  detect: ({ cluster, now }, { certificates }) => {
    const served = certificates.filter(({ of }) => of === "API server");
    const [first, ...others] = ending(served, 60, now);
    return first ? [{ cluster, first, all: [first, ...others] }] : [];
  },
  rises: risingToTheEnd,
  stage: ({ first }, now) => stageOf(first.until, now),
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  summary: ({ first, all }, now) =>
    `The API server's certificate ${sayEnd(first.until, now)}, as served at ${few(
      all.map(({ at }) => at),
      3,
    )}: nobody renews it by itself`,
  remedies: () => ["cert renew", "cert list"],
});
