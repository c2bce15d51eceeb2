// Every node that is there began anew at the same time: after a power cut, one list of what has to come back, which ticks itself.
import { span } from "#src/base/text.ts";
import { beganAnew } from "#src/kubeadm/began-anew.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { type Item, recovery } from "../recovery.ts";
import { defineRule } from "../rule.ts";

/** Boards do not boot equally fast. */
const togetherMs = 5 * 60_000;
/** What is still wrong after that speaks for itself. */
const longestMs = 60 * 60_000;

export default defineRule({
  alert: "ClusterRestarted",
  severity: "critical",
  // It explains what would be told one by one otherwise.
  for: "0s",
  detect: (sight) => {
    const { cluster, now, snapshot } = sight;
    const anew = beganAnew(snapshot.pods);
    const there = snapshot.nodes.filter((node) => isReady(node) || anew.has(node.name));
    const times = there.map(({ name }) => anew.get(name));
    if (there.length < 2 || times.some((at) => at === undefined)) return [];
    const all = times.filter((at) => at !== undefined);
    const [first, last] = [Math.min(...all), Math.max(...all)];
    if (last - first > togetherMs || now - last > longestMs) return [];
    const items = recovery(sight);
    return items.every(({ open }) => open === undefined)
      ? []
      : [{ cluster, first, items, of: snapshot.nodes.length, names: there.map(({ name }) => name) }];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ names }) => names,
  since: ({ first }) => first,
  summary: ({ names, of, first, items }, now) =>
    `${names.length} of ${of} nodes began anew together ${span(now - first)} ago, as after a power cut. ${sayItems(items)}`,
  remedies: () => ["control-plane show", "node list"],
});

/** The first that is open with its reason, as whatever comes after may only wait for it. */
function sayItems(items: readonly Item[]): string {
  const at = items.findIndex(({ open }) => open !== undefined);
  return items
    .map(({ what, open }, index) => {
      if (open === undefined) return `✓ ${what}`;
      return index === at ? `→ ${what}: ${open}` : `○ ${what}`;
    })
    .join(", ");
}
