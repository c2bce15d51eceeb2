// Certificates that kubelets serve on port 10250 and that are about to end: logs, exec and metrics of those nodes go with them.
import { few } from "#src/base/text.ts";
import { ending, risingToTheEnd, sayEnd, stageOf } from "../expiring.ts";
import { defineRule } from "../rule.ts";

/** A kubelet that rotates may wait until a tenth of a year is left. */
const fromDays = 30;

export default defineRule({
  alert: "KubeletServerCertificateExpiration",
  severity: "info",
  for: "0s",
  needs: ["certificates"],
  detect: ({ cluster, now }, { certificates }) => {
    const served = certificates.filter(({ of }) => of === "kubelet");
    const [first, ...others] = ending(served, fromDays, now);
    return first ? [{ cluster, first, nodes: [first, ...others].map(({ node, at }) => node ?? at) }] : [];
  },
  rises: risingToTheEnd,
  stage: ({ first }, now) => stageOf(first.until, now),
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ nodes }) => nodes,
  summary: ({ first, nodes }, now) =>
    `The serving certificate of the kubelet on ${few(nodes, 5)} ${sayEnd(first.until, now)}${nodes.length > 1 ? " (the first of them)" : ""}`,
  remedies: ({ nodes }) => ["csr list", ...nodes.slice(0, 1).map((name) => `node show ${name}`)],
});
