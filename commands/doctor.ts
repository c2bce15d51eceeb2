// /k8s doctor [about]
import { z } from "zod";
import { few } from "#src/base/text.ts";
import type { Answer, Button } from "#src/card/answer.ts";
import { findPod } from "#src/card/find.ts";
import { freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import { defineQuery } from "#src/command/define.ts";
import { type About, aboutPod, collectAbout } from "#src/diagnosis/about.ts";
import type { Collected } from "#src/diagnosis/collect.ts";
import { type Finding, match } from "#src/diagnosis/match.ts";
import { remediesOf } from "#src/diagnosis/remedies.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

const shown = 5;

export default defineQuery({
  summary: "Why something is unwell, from its conditions, events and logs",
  role: "viewer",
  aliases: ["why", "diagnose", "explain"],
  args: z.object({
    about: z
      .string()
      .optional()
      .meta({ description: "A node, a pod, a workload (its worst pod), or nothing for the whole cluster" }),
  }),
  positional: ["about"],
  async answer({ about }, { cluster, signatures, now, signal }) {
    await settle(cluster, signal);
    const { reach } = cluster.snapshot();
    const found = await collect(cluster, about, signal);
    const { name, collected } = found;
    const findings = match(signatures(), collected.evidence);
    const broken = unreachable(reach, now);
    return {
      ...verdict(name, findings, collected),
      parts: [
        ...(broken ? [{ kind: "text" as const, text: broken }] : []),
        ...findings.slice(0, shown).map((finding) => ({ kind: "facts" as const, facts: factsOf(finding) })),
        {
          kind: "list",
          title: titled("Not read", collected.unread),
          lines: collected.unread.slice(0, shown),
        },
        { kind: "list", title: titled("Looked at", collected.well), lines: collected.well },
      ],
      buttons: buttonsFor(cluster, about, remediesOf(findings, found)),
      freshness: freshnessOf(reach, now),
    };
  },
});

async function collect(cluster: ClusterView, about: string | undefined, signal: AbortSignal): Promise<About> {
  const subjects = about === undefined ? [{ kind: "Cluster", name: cluster.name }] : meant(cluster, about);
  for (const subject of subjects) {
    const found = await collectAbout(cluster, subject, signal);
    if (found) return found;
  }
  return aboutPod(cluster, findPod(cluster, about ?? ""), signal);
}

/** What may be called so, before a pod by the beginning of its name. */
function meant({ name: own }: ClusterView, about: string) {
  if (about === "cluster" || about === own) return [{ kind: "Cluster", name: own }];
  const [name = "", namespace] = about.split("/").reverse();
  if (namespace === undefined) return [{ kind: "Node", name }];
  return [{ namespace, name }];
}

function verdict(
  name: string,
  findings: readonly Finding[],
  { unread }: Collected,
): Pick<Answer, "headline" | "tone"> {
  const [first] = findings;
  if (first) {
    const { signature, certainty } = first;
    const sure = certainty === "sure" ? "" : "likely: ";
    return { headline: `${name}: ${sure}${signature.cause}`, tone: certainty === "sure" ? "bad" : "warning" };
  }
  if (unread.length > 0)
    return { headline: `${name}: I know no reason, and could not read everything`, tone: "unknown" };
  return { headline: `${name}: nothing that I know shows in what I read`, tone: "neutral" };
}

function factsOf({ signature, line, of, times, certainty }: Finding): readonly (readonly [string, string])[] {
  const often = times > 1 ? `, ${times} times` : "";
  return [
    [certainty === "sure" ? "Cause" : "Likely cause", signature.cause],
    ["Seen in", `${of}${often}`],
    ["Line", line.trim().slice(0, 400)],
    ["What helps", signature.fix],
  ];
}

function titled(title: string, lines: readonly string[]): string {
  return lines.length > 0 ? title : "";
}

function buttonsFor(
  cluster: ClusterView,
  about: string | undefined,
  remedies: readonly string[],
): readonly Button[] {
  const at = `--cluster=${cluster.name}`;
  return [
    { label: "Look again", line: ["doctor", ...(about ? [about] : []), at].join(" "), how: "redraw" },
    ...remedies.slice(0, 3).map((line) => ({
      label: few([line.replace(/[^\s/]+\//, "")], 1),
      line: `${line} ${at}`,
      how: "thread" as const,
    })),
  ];
}
