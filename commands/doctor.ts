// /k8s doctor [about]
import { z } from "zod";
import { few } from "#src/base/text.ts";
import type { Answer, Button } from "#src/card/answer.ts";
import { findPod } from "#src/card/find.ts";
import { freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import { withCauses } from "#src/card/likely-causes.ts";
import { look } from "#src/card/look.ts";
import { problemList } from "#src/card/problem-list.ts";
import { isWrong, named, toneOf } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";
import { type About, aboutPod, collectAbout, explainAbout, type Ways } from "#src/diagnosis/about.ts";
import type { Collected } from "#src/diagnosis/collect.ts";
import { type Explanation, explained, shownLine } from "#src/diagnosis/explanation.ts";
import { type Finding, match } from "#src/diagnosis/match.ts";
import { remediesOf } from "#src/diagnosis/remedies.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

const shown = 5;

export default defineQuery({
  summary: "Why something is unwell, from conditions, events, logs, its machine",
  role: "viewer",
  aliases: ["why", "diagnose", "explain"],
  args: z.object({
    about: z
      .string()
      .optional()
      .meta({ description: "A node, a pod, a workload (its worst pod), or nothing for the whole cluster" }),
  }),
  positional: ["about"],
  async answer({ about }, { cluster, hosts, signatures, now, signal }) {
    await settle(cluster, signal);
    const { reach } = cluster.snapshot();
    const found = await collect(about, { cluster, hosts, signal });
    const { name, collected } = found;
    const findings = match(signatures(), collected.evidence);
    const why = explainAbout(found, findings);
    const isWhy = ({ line, of }: Finding) => of === why?.of && shownLine(line) === why.line;
    const times = findings.find(isWhy)?.times ?? 1;
    const others = findings.filter((finding) => !isWhy(finding));
    const broken = unreachable(reach, now);
    const problems = why || broken ? [] : await wrongWith(found, cluster, { now, signal });
    return {
      ...verdict(name, why, collected, problems),
      parts: [
        problemList(problems, reach, shown),
        ...(broken ? [{ kind: "text" as const, text: broken }] : []),
        ...[
          ...(why ? [factsOf(why, times)] : []),
          ...others.map((each) => factsOf(explained(each, found), each.times)),
        ]
          .slice(0, shown)
          .map((facts) => ({ kind: "facts" as const, facts })),
        {
          kind: "list",
          title: titled("Not read", collected.unread),
          lines: collected.unread.slice(0, shown),
        },
        { kind: "list", title: titled("Looked at", collected.well), lines: collected.well },
      ],
      buttons: buttonsFor(cluster, about, [
        ...new Set([
          ...(why?.remedies ?? []),
          ...remediesOf(findings, found),
          ...problems.flatMap(({ remedies }) => remedies),
        ]),
      ]),
      freshness: freshnessOf(reach, now),
    };
  },
});

async function collect(about: string | undefined, ways: Ways): Promise<About> {
  const { cluster, signal } = ways;
  const subjects = about === undefined ? [{ kind: "Cluster", name: cluster.name }] : meant(cluster, about);
  for (const subject of subjects) {
    const found = await collectAbout(subject, ways);
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

/** What the rules see in it: a DaemonSet that leaves a node out is in no log and no event. */
async function wrongWith(
  { node, pod }: About,
  cluster: ClusterView,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<readonly Problem[]> {
  if (pod !== undefined) return [];
  const found = problemsOf(await look(cluster, { now, signal })).filter(isWrong);
  const about = node === undefined ? found : found.filter(({ nodes }) => nodes?.includes(node));
  return withCauses(about, cluster, signal);
}

function verdict(
  name: string,
  why: Explanation | undefined,
  { unread }: Collected,
  problems: readonly Problem[],
): Pick<Answer, "headline" | "tone"> {
  if (why) {
    const isSure = why.certainty === "sure";
    return { headline: `${name}: ${isSure ? "" : "likely: "}${why.words}`, tone: isSure ? "bad" : "warning" };
  }
  if (problems.length > 0) return { headline: `${name}: ${named(problems)}`, tone: toneOf(problems) };
  if (unread.length > 0)
    return { headline: `${name}: I know no reason, and could not read everything`, tone: "unknown" };
  return { headline: `${name}: nothing that I know shows in what I read`, tone: "neutral" };
}

function factsOf(
  { words, line, of, fix, certainty }: Explanation,
  times: number,
): readonly (readonly [string, string])[] {
  const often = times > 1 ? `, ${times} times` : "";
  return [
    [certainty === "sure" ? "Cause" : "Likely cause", words],
    ["Seen in", `${of}${often}`],
    ["Line", line],
    ["What helps", fix],
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
