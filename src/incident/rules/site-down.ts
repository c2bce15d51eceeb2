// Most nodes went away at the same time: a power cut or a broken uplink. One problem with all of them, and it explains the rest.
import { few, span } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { silentSince } from "../not-ready.ts";
import { defineRule } from "../rule.ts";

const togetherMs = 2 * 60_000;
const fewest = 3;

export default defineRule({
  alert: "ClusterSiteDown",
  severity: "critical",
  // Before the nodes are told one by one, and not before the last of them was missed.
  for: "1m",
  detect: ({ snapshot: { nodes }, cluster }) => {
    const down = nodes
      .filter((node) => !isReady(node) && !node.unschedulable)
      .map((node) => ({ name: node.name, since: silentSince(node) }))
      .sort((a, b) => a.since - b.since);
    const [first, ...others] = together(down);
    if (!first || others.length + 1 < fewest || (others.length + 1) * 2 < nodes.length) return [];
    return [
      { cluster, since: first.since, names: [first, ...others].map(({ name }) => name), of: nodes.length },
    ];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ names }) => names,
  since: ({ since }) => since,
  summary: ({ names, of, since }, now) =>
    `${names.length} of ${of} nodes went away together ${span(now - since)} ago: ${few(names, 5)}; a power cut or a broken uplink is likely`,
  remedies: () => ["node list", "status --details"],
});

type Down = { readonly name: string; readonly since: number };

/** The most that went within two minutes of each other; sorted by time, so one pass. */
function together(down: readonly Down[]): readonly Down[] {
  let best = { from: 0, to: 0 };
  let from = 0;
  for (const [at, { since }] of down.entries()) {
    while (since - (down[from]?.since ?? since) > togetherMs) from++;
    if (at + 1 - from > best.to - best.from) best = { from, to: at + 1 };
  }
  return down.slice(best.from, best.to);
}
