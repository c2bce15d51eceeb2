// /k8s digest [--for 1d]

import { z } from "zod";
import { msOf } from "#src/base/duration.ts";
import { count, listed, span } from "#src/base/text.ts";
import { type Digest, digestOf, digestParts } from "#src/card/digest.ts";
import { freshnessOf } from "#src/card/freshness.ts";
import { openIncidents, toneOfAll } from "#src/card/incident-rows.ts";
import { defineQuery, type QueryContext } from "#src/command/define.ts";
import { readOffers } from "#src/kubeadm/upgrade/read-offers.ts";
import { warnOfSupport } from "#src/kubeadm/upgrade/support.ts";
import { sayVersion } from "#src/kubeadm/upgrade/version.ts";

const dayMs = 24 * 3_600_000;
const mostRecords = 500;

export default defineQuery({
  summary: "What happened since the last one, is open, ends soon, was changed",
  role: "viewer",
  args: z.object({
    for: z
      .string()
      .regex(/^[1-9]\d{0,3}[mhd]$/, "must be 12h, 1d or 7d")
      .optional()
      .meta({ description: "How far back: 12h, 1d, 7d; since the last digest when left out" }),
  }),
  positional: [],
  aliases: ["summary", "what happened", "what changed"],
  async answer({ for: back }, context) {
    const { cluster, incidents, operations, now } = context;
    const since = back === undefined ? await lastDigest(context) : now - msOf(back);
    const { name } = cluster;
    const [open, newest] = await Promise.all([
      incidents.list({ cluster: name, states: openIncidents, limit: mostRecords }),
      incidents.list({ cluster: name, states: ["resolved"], limit: mostRecords }),
    ]);
    const digest = digestOf({
      ...{ incidents: [...open, ...newest], operations: await operations.list({ limit: mostRecords }) },
      ...{ probes: cluster.probes(), cluster: name, since, now },
    });
    const { lines, isWorthALook } = await kubernetesOf(context);
    const parts = digestParts(digest, now);
    return {
      headline: `${name} over the last ${span(now - since)}: ${listed(countsOf(digest))}`,
      tone: toneOfAll(digest.open),
      parts: lines.length === 0 ? parts : [...parts, { kind: "list", title: "Kubernetes", lines }],
      buttons: [
        ...(isWorthALook
          ? [{ label: "Upgrade plan", line: `upgrade plan --cluster=${name}`, how: "thread" as const }]
          : []),
        { label: "Status", line: `status --cluster=${name}`, how: "thread" },
        { label: "Incidents", line: "alert list", how: "thread" },
      ],
      freshness: freshnessOf(cluster.snapshot().reach, now),
    };
  },
});

/** Versions that can be had, and the end of what runs; nothing while all is as it should be. */
async function kubernetesOf({ cluster, hosts, signal, now }: QueryContext) {
  const { from, patch, minor } = await readOffers({ cluster, hosts, signal });
  if (!from) return { lines: [], isWorthALook: false };
  const newer = [patch, minor].flatMap((each) => (each ? [sayVersion(each)] : []));
  const support = warnOfSupport(from.minor, now);
  const lines = [
    ...(newer.length > 0 ? [`${sayVersion(from)} runs; ${listed(newer)} can be had.`] : []),
    ...(support ? [support] : []),
  ];
  return { lines, isWorthALook: lines.length > 0 };
}

function countsOf({ fired, over, open, changes, ends = [] }: Digest): readonly string[] {
  const counts: readonly (readonly [number, string])[] = [
    [fired, `${fired} went wrong`],
    [over.length, `${over.length} over`],
    [open.length, `${open.length} open`],
    [changes.length, count(changes.length, "change")],
    [ends.length, `${count(ends.length, "certificate")} to end`],
  ];
  const said = counts.flatMap(([amount, words]) => (amount > 0 ? [words] : []));
  return said.length > 0 ? said : ["nothing happened"];
}

/** Since the schedule that asks ran last; for a person, since the newest digest of this cluster; else a day. */
async function lastDigest({ schedules, cluster, clusters, by, now }: QueryContext): Promise<number> {
  const all = (await schedules.list()).filter(({ doneUntil }) => doneUntil !== undefined);
  const own = all.find(({ name }) => by === `schedule:${name}`);
  const isOfCluster = (line: string) =>
    /^digest\b/.test(line) && (line.includes(`--cluster=${cluster.name}`) || clusters.length === 1);
  const others = all.filter(({ line = "" }) => isOfCluster(line)).map(({ doneUntil = 0 }) => doneUntil);
  return own?.doneUntil ?? (others.length > 0 ? Math.max(...others) : now - dayMs);
}
