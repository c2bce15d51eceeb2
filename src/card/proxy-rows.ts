// kube-proxy on each node as table rows, worst first.

import { span } from "#src/base/text.ts";
import { imageIn } from "#src/kubeadm/kube-proxy/causes.ts";
import { archOfImage } from "#src/kubeadm/kube-proxy/image.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import type { Table } from "./answer.ts";

export type ProxyRow = {
  readonly node: string;
  readonly arch: string;
  /** Undefined where it is missing. */
  readonly pod: PodFacts | undefined;
  /** What its log says; undefined when it does not, or was not asked. */
  readonly mode: string | undefined;
};

export function proxyTable(rows: readonly ProxyRow[], now: number): Table {
  return {
    columns: [
      { title: "Node" },
      { title: "State" },
      { title: "Mode" },
      { title: "Restarts", align: "right" },
      { title: "Since", align: "right" },
      { title: "Pod" },
      { title: "Image" },
    ],
    rows: rows
      .toSorted((a, b) => badness(b) - badness(a) || compare(a.node, b.node))
      .map((row) => cells(row, now)),
  };
}

const { compare } = new Intl.Collator("en", { numeric: true });

function badness({ pod }: ProxyRow): number {
  if (!pod) return 2;
  return healthOf(pod).healthy ? 0 : 1;
}

function cells({ node, arch, pod, mode = "–" }: ProxyRow, now: number): readonly string[] {
  if (!pod) return [node, "missing", "–", "–", "–", "–", "–"];
  const { state, restarts } = healthOf(pod);
  const image = imageIn(pod);
  const only = archOfImage(image);
  const shown = image.slice(image.lastIndexOf("/") + 1);
  const age = span(now - (pod.startedAt ?? pod.createdAt));
  const mismatch = only !== undefined && only !== arch ? ` (node is ${arch})` : "";
  return [node, state, mode, `${restarts}`, age, pod.name, `${shown}${mismatch}`];
}
