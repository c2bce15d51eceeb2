// /k8s namespace list
import { z } from "zod";
import { count, oneLine, shorten, span } from "#src/base/text.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Namespace } from "#src/kubernetes/read/namespaces.ts";

/** An empty namespace is gone in seconds; one with pods waits for their grace period. */
const patienceMs = 2 * 60_000;

export default defineQuery({
  summary: "Namespaces with their pods, those that hang in their deletion first",
  role: "viewer",
  aliases: ["ns"],
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, now, signal }) {
    await settle(cluster, signal);
    const namespaces = await cluster.namespaces(undefined, signal);
    const pods = Map.groupBy(cluster.snapshot().pods, ({ namespace }) => namespace);
    const leaving = namespaces.filter(({ deletedAt }) => deletedAt !== undefined);
    const stuck = leaving.filter((each) => isStuck(each, now));
    const rows = [...stuck, ...leaving, ...namespaces];
    return {
      headline: `${cluster.name}: ${count(namespaces.length, "namespace")}${leavingSaid(leaving.length, stuck.length)}`,
      tone: stuck.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Namespace" },
              { title: "Pods", align: "right" },
              { title: "Status" },
              { title: "Age", align: "right" },
              { title: "Pod security" },
              { title: "Note" },
            ],
            rows: [...new Set(rows)].map((each) => [
              each.name,
              String(pods.get(each.name)?.length ?? 0),
              statusSaid(each, now),
              span(now - each.createdAt),
              each.podSecurity,
              shorten(oneLine(each.held.map(({ message }) => message).join(" ")), 300),
            ]),
          },
        },
      ],
      buttons: [{ label: "Refresh", line: `namespace list --cluster=${cluster.name}`, how: "redraw" }],
      freshness: readNow(now),
    };
  },
});

/** Some content always remains at first; a finalizer or an API that does not answer holds for good. */
function isStuck({ deletedAt = Number.POSITIVE_INFINITY, held }: Namespace, now: number): boolean {
  return held.length > 0 && now - deletedAt > patienceMs;
}

function leavingSaid(leaving: number, stuck: number): string {
  if (leaving === 0) return "";
  return stuck === 0 ? `, ${leaving} terminating` : `, ${stuck} of ${leaving} terminating held up`;
}

function statusSaid({ phase, deletedAt }: Namespace, now: number): string {
  return deletedAt === undefined ? phase : `${phase} for ${span(now - deletedAt)}`;
}
