// /k8s volume list [namespace]
import { z } from "zod";
import { count, oneLine, shorten, span } from "#src/base/text.ts";
import { checkNamespace } from "#src/card/find.ts";
import { readNow } from "#src/card/freshness.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { causeIn } from "#src/kubeadm/event-message.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { KubeEvent } from "#src/kubernetes/objects.ts";
import type { VolumeClaim } from "#src/kubernetes/read/claims.ts";

/** Of how many it is asked why they wait; each is a request. */
const asked = 5;

/** The event of a claim whose class makes no volume before a pod wants it: nothing is wrong. */
const unused = "WaitForFirstConsumer";

export default defineQuery({
  summary: "Volume claims, those without a volume first and why",
  role: "viewer",
  aliases: ["pvc", "pvcs", "volumes", "show volumes", "claims"],
  args: z.object({ namespace: namespaceName.optional() }),
  positional: ["namespace"],
  async answer({ namespace }, { cluster, now, signal }) {
    const claims = await cluster.volumeClaims(namespace, signal);
    if (claims.length === 0) checkNamespace(cluster, namespace);
    const waiting = claims.filter(isWaiting).toSorted((a, b) => a.createdAt - b.createdAt);
    const why = await reasons(cluster, waiting.slice(0, asked), signal);
    const stuck = waiting.filter((each) => why.get(each)?.reason !== unused);
    const where = namespace ? ` in ${namespace}` : "";
    const trouble = stuck.length > 0 ? `, ${stuck.length} without a volume` : "";
    return {
      headline: `${cluster.name}: ${count(claims.length, "volume claim")}${trouble}${where}`,
      tone: stuck.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Claim" },
              { title: "Status" },
              { title: "Size", align: "right" },
              { title: "Used", align: "right" },
              { title: "Access" },
              { title: "Class" },
              { title: "Age", align: "right" },
              { title: "Note" },
            ],
            rows: [...new Set([...stuck, ...waiting, ...claims])].map((each) => [
              `${each.namespace}/${each.name}`,
              each.deletedAt === undefined ? each.phase : `Terminating for ${span(now - each.deletedAt)}`,
              each.size,
              usedOf(cluster, each),
              each.accessModes.join(","),
              each.storageClass,
              span(now - each.createdAt),
              noteOn(why.get(each), waiting.indexOf(each)),
            ]),
          },
        },
      ],
      buttons: [
        {
          label: "Refresh",
          line: `volume list${namespace ? ` ${namespace}` : ""} --cluster=${cluster.name}`,
          how: "redraw",
        },
      ],
      freshness: readNow(now),
    };
  },
});

function isWaiting({ phase }: VolumeClaim): boolean {
  return phase !== "Bound";
}

/** Measured by the kubelets, where the owner lets them be read, of a claim that a pod has mounted. */
function usedOf(cluster: ClusterView, { namespace, name }: VolumeClaim): string {
  const { volumes } = cluster.probes();
  const uses = volumes && "value" in volumes ? volumes.value : [];
  const use = uses.find((each) => each.namespace === namespace && each.claim === name);
  return use ? `${Math.round((1 - use.free) * 100)} %` : "";
}

/** The newest event about each says why it waits; the claim itself does not. Absent where the last hour has none. */
async function reasons(cluster: ClusterView, claims: readonly VolumeClaim[], signal: AbortSignal) {
  const events = await Promise.all(
    claims.map(async ({ namespace, name }) => {
      const [newest] = await cluster.events(
        { namespace, about: { kind: "PersistentVolumeClaim", name } },
        signal,
      );
      return newest;
    }),
  );
  return new Map(claims.map((claim, at) => [claim, events[at]]));
}

function noteOn(event: KubeEvent | undefined, place: number): string {
  if (event) return shorten(oneLine(causeIn(event.message)), 300);
  return place >= 0 && place < asked ? "No event of the last hour says why." : "";
}
