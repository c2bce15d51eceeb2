// /k8s node preflight <host> [--control-plane]
import { z } from "zod";
import { settle } from "#src/card/freshness.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { readPlaneFacts } from "#src/kubeadm/join/plane-facts.ts";
import type { Finding, Verdict } from "#src/kubeadm/preflight/finding.ts";
import { preflight, withVerdict } from "#src/kubeadm/preflight/preflight.ts";
import { readCluster, readHost } from "#src/kubeadm/preflight/read-facts.ts";

const marks: Readonly<Record<Verdict, string>> = { passed: "✓", mends: "~", warning: "!", blocking: "✗" };

export default defineQuery({
  summary: "Whether a machine can join the cluster, and what stands in the way",
  role: "viewer",
  needs: "host",
  args: z.object({
    host: knownHost,
    "control-plane": z.boolean().default(false).meta({ description: "As another control plane" }),
  }),
  positional: ["host"],
  aliases: ["check node", "host preflight"],
  async answer({ host: name, "control-plane": isPlane }, context) {
    const { cluster, hosts, now, signal } = context;
    await settle(cluster, signal);
    const host = await hosts.view(name);
    const joining = await readCluster(cluster, signal);
    const facts = await readHost({ host, name, cluster: joining, now }, signal);
    const plane = isPlane ? await readPlaneFacts(context) : undefined;
    const all = preflight({ host: facts, cluster: joining, plane });
    const line = `${name}${isPlane ? " --control-plane" : ""} --cluster=${cluster.name}`;
    const blocking = withVerdict(all, "blocking").length;
    return {
      headline: headlineOf(`${name} ${blocking === 0 ? "can" : "cannot"} join ${cluster.name}`, all),
      tone: blocking > 0 ? "bad" : withVerdict(all, "warning").length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: ["", "Check", "What is so", "What mends it"].map((title) => ({ title })),
            rows: worstFirst(all).map(({ check, verdict, says, mend }) => [
              marks[verdict],
              check,
              says,
              mend ?? (verdict === "mends" ? "joining does" : ""),
            ]),
          },
        },
      ],
      buttons: [
        ...(blocking === 0 ? [{ label: "Join it", line: `node add ${line}`, how: "thread" as const }] : []),
        { label: "Refresh", line: `node preflight ${line}`, how: "redraw" },
      ],
    };
  },
});

function headlineOf(verdict: string, all: readonly Finding[]): string {
  const of = (wanted: Verdict) => withVerdict(all, wanted).length;
  return `${verdict}: ${of("passed")} checks passed, ${of("mends")} are put right, ${of("warning")} warn, ${of("blocking")} stand against it`;
}

function worstFirst(all: readonly Finding[]): readonly Finding[] {
  return (["blocking", "warning", "mends", "passed"] as const).flatMap((verdict) =>
    withVerdict(all, verdict),
  );
}
