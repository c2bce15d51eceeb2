// What is known of certificates where no machine can be asked: what is served on the network.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Answer } from "./answer.ts";
import { day, left, toneOf } from "./certificate-rows.ts";

type Unseen = { readonly host: string; readonly why: string };

export async function servedFromOutside(
  cluster: ClusterView,
  unseen: readonly Unseen[],
  now: number,
  signal: AbortSignal,
): Promise<Answer> {
  await cluster.probe("certificates", signal);
  const reading = cluster.probes().certificates;
  const ends = reading && "value" in reading ? reading.value : [];
  const dates = ends.flatMap(({ validity }) => validity?.until ?? []);
  const first = dates.length > 0 ? Math.min(...dates) : undefined;
  return {
    headline: `${cluster.name}: no machine could be asked, so only what is served is known`,
    tone: first === undefined ? "unknown" : toneOf(first, now),
    parts: [
      {
        kind: "table",
        table: {
          columns: ["Of", "Where", "Ends", "Left"].map((title) => ({ title })),
          rows: ends.map(({ of, at, validity }) => [
            ...[of, at],
            ...(validity ? [day(validity.until), left(validity.until, now)] : ["", "does not answer"]),
          ]),
        },
      },
      {
        kind: "list",
        title: "Not seen",
        lines:
          unseen.length > 0
            ? unseen.map(({ host, why }) => `${host}: ${why}`)
            : [`No host of ${cluster.name} is configured: clusters.${cluster.name}.hosts names them.`],
      },
    ],
    buttons: [{ label: "Refresh", line: `cert list --cluster=${cluster.name}`, how: "redraw" }],
  };
}
