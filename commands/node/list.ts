// /k8s node list
import { z } from "zod";
import { freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import { nodeTable } from "#src/card/node-rows.ts";
import { nodesReady } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";

export default defineQuery({
  summary: "Every node, worst first",
  role: "viewer",
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, now, signal }) {
    await settle(cluster, signal);
    const snapshot = cluster.snapshot();
    const broken = unreachable(snapshot.reach, now);
    return {
      headline: broken ?? `${cluster.name}: ${nodesReady(snapshot)}`,
      tone: broken ? "bad" : "neutral",
      parts: [{ kind: "table", table: nodeTable(snapshot, now) }],
      buttons: [{ label: "Refresh", line: `node list --cluster=${cluster.name}`, how: "redraw" }],
      freshness: freshnessOf(snapshot.reach, now),
    };
  },
});
