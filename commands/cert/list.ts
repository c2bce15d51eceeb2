// /k8s cert list
import { z } from "zod";
import { count, few } from "#src/base/text.ts";
import type { Answer, Part } from "#src/card/answer.ts";
import { day, heldBy, heldTable, left, type Seen, servedLines, toneOf } from "#src/card/certificate-rows.ts";
import { servedFromOutside } from "#src/card/certificates-from-outside.ts";
import { defineQuery } from "#src/command/define.ts";
import { wrongClock } from "#src/kubeadm/certificates/clock.ts";
import { type EndedClient, endedClient } from "#src/kubeadm/certificates/ended-kubelet.ts";
import { type Everywhere, lookEverywhere } from "#src/kubeadm/certificates/look-everywhere.ts";

export default defineQuery({
  summary: "Certificates of kubeadm and the kubelets, as they lie and as served",
  role: "viewer",
  needs: "host",
  args: z.object({}),
  positional: [],
  aliases: ["cert show", "kubeadm certs check-expiration"],
  async answer(_args, { cluster, hosts, now, signal }) {
    const everywhere = await lookEverywhere(hosts, () => now, signal);
    if (everywhere.seen.length === 0) return servedFromOutside(cluster, everywhere.unseen, now, signal);
    return answerOf(cluster.name, everywhere, now);
  },
});

function answerOf(cluster: string, { seen, unseen }: Everywhere, now: number): Answer {
  const [first] = heldBy(seen).filter(({ found }) => found.renewedBy !== "nobody");
  const clocks = wrongClocks(seen);
  const parts: readonly Part[] = [
    { kind: "list", title: clocks.length > 0 ? "Clocks" : "", lines: clocks },
    { kind: "table", table: heldTable(seen, now) },
    { kind: "list", title: "What is served", lines: servedLines(seen, now) },
    {
      kind: "list",
      title: unseen.length > 0 ? "Not seen" : "",
      lines: unseen.map(({ host, why }) => `${host}: ${why}`),
    },
  ];
  const isRenewable =
    first && first.found.renewedBy === "kubeadm" && first.found.certificate.until - now < 60 * 24 * 3_600_000;
  return {
    headline: first
      ? `${cluster}: ${headline(first, now)}${unseen.length > 0 ? `; ${count(unseen.length, "host")} not seen` : ""}`
      : `${cluster}: no certificates of kubeadm on ${few(
          seen.map(({ look }) => look.host),
          5,
        )}`,
    tone: first ? (clocks.length > 0 ? "warning" : toneOf(first.found.certificate.until, now)) : "neutral",
    parts: parts.filter((part) => part.kind !== "list" || part.lines.length > 0),
    buttons: [
      ...(isRenewable
        ? [
            {
              label: "Renew",
              line: `cert renew --cluster=${cluster}`,
              how: "ask" as const,
              style: "primary" as const,
            },
          ]
        : []),
      ...endedWorkers(seen, now).map(({ node }) => ({
        label: `Recover ${node}`,
        line: `cert recover ${node} --cluster=${cluster}`,
        how: "ask" as const,
      })),
      { label: "Refresh", line: `cert list --cluster=${cluster}`, how: "redraw" },
    ],
  };
}

function headline(
  { host, found: { name, certificate } }: ReturnType<typeof heldBy>[number],
  now: number,
): string {
  return certificate.until <= now
    ? `the certificate ${name} on ${host} ended on ${day(certificate.until)}, ${left(certificate.until, now).replace("ended ", "")}`
    : `the first certificate to end is ${name} on ${host}, in ${left(certificate.until, now)}`;
}

/** A card has room for a few. */
const mostOffered = 3;

/** Workers whose kubelets cannot log in any more. */
function endedWorkers(seen: readonly Seen[], now: number): readonly EndedClient[] {
  return seen
    .filter(({ look }) => !look.isControlPlane && look.server !== undefined)
    .flatMap(({ look }) => endedClient(look, now) ?? [])
    .slice(0, mostOffered);
}

/** With a wrong clock every certificate looks wrong. */
function wrongClocks(seen: readonly Seen[]): readonly string[] {
  return seen.flatMap(({ look }) => wrongClock(look.host, look.clockAheadMs) ?? []);
}
