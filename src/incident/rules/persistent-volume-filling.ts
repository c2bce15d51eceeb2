// A persistent volume that is nearly full, by bytes or by inodes: what writes there will fail.
import { bytes } from "#src/base/text.ts";
import type { VolumeUse } from "#src/kubernetes/facts.ts";
import { defineRule } from "../rule.ts";

const tellBelow = 0.1;
const criticalBelow = 0.03;

export default defineRule({
  alert: "KubePersistentVolumeFillingUp",
  severity: "warning",
  for: "1m",
  needs: ["volumes"],
  detect: (_sight, { volumes }) =>
    [...Map.groupBy(volumes, ({ namespace, claim }) => `${namespace}/${claim}`).values()].flatMap((uses) => {
      const [fullest] = uses.toSorted((one, other) => leftOf(one) - leftOf(other));
      return fullest && leftOf(fullest) < tellBelow ? [fullest] : [];
    }),
  rises: {
    of: (use) => (leftOf(use) < criticalBelow ? "critical" : "warning"),
    words: "critical below 3 % free",
  },
  subject: ({ namespace, claim }) => ({ kind: "PersistentVolumeClaim", namespace, name: claim }),
  nodes: ({ node }) => [node],
  summary: ({ namespace, claim, node, capacityBytes, free, inodesFree }) =>
    inodesFree < free
      ? `the volume of ${namespace}/${claim} on ${node} has ${percent(inodesFree)} of its inodes left`
      : `the volume of ${namespace}/${claim} on ${node} has ${percent(free)} of its ${bytes(capacityBytes)} left`,
  remedies: ({ namespace, node }) => [`pod list ${namespace}`, `node show ${node}`],
});

function leftOf({ free, inodesFree }: VolumeUse): number {
  return Math.min(free, inodesFree);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(part < criticalBelow ? 1 : 0)} %`;
}
