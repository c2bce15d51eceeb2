// What an answer rests on: each watch and each probe, and how old what it last said is.
import { span } from "#src/base/text.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Reading } from "#src/kubernetes/probe.ts";

export function restsOn(cluster: Pick<ClusterView, "watches" | "probes">, now: number): readonly string[] {
  const watches = cluster
    .watches()
    .map(({ name, state, lastSeen }) =>
      lastSeen === undefined
        ? `watch of ${name}: ${state}, never heard`
        : `watch of ${name}: ${state}, heard ${span(now - lastSeen)} ago`,
    );
  const probes = Object.entries(cluster.probes()).map(([name, reading]) => probeLine(name, reading, now));
  return [...watches, ...probes];
}

function probeLine(name: string, reading: Reading<unknown>, now: number): string {
  const age = `${span(now - reading.at)} ago`;
  if ("error" in reading) return `probe ${name}: failed ${age}: ${reading.error.message}`;
  return `probe ${name}: read ${age}${now > reading.until ? ", too long to say anything about now" : ""}`;
}
