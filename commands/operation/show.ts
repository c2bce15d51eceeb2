// /k8s operation show <operation>

import { z } from "zod";
import { span } from "#src/base/text.ts";
import { callsText } from "#src/card/exact.ts";
import { buttonsFor, momentOf, toneOf } from "#src/card/operation-rows.ts";
import { operationId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import type { Operation, StepRecord } from "#src/operation/operation.ts";

/** Of its trail the last ones; `audit export` has all. */
const most = 40;

export default defineQuery({
  summary: "One change: what it does, who decided what, and each step",
  role: "viewer",
  args: z.object({ operation: operationId }),
  positional: ["operation"],
  needs: "none",
  async answer({ operation: id }, { operations, audit }) {
    const operation = await operations.find(id);
    const { plan, state, cluster, steps } = operation;
    const rows = await Array.fromAsync(audit.audit({ operation: id }));
    return {
      headline: `${id}: ${plan.title} on ${cluster} is ${state}`,
      tone: toneOf(operation),
      parts: [
        { kind: "facts", facts: factsOf(operation) },
        { kind: "list", title: "What it does", lines: plan.impact },
        { kind: "list", title: "Mind", lines: plan.warnings },
        {
          kind: "list",
          title: "Steps",
          lines: plan.steps.map(({ title }, at) => stepLine(title, steps[at])),
        },
        { kind: "code", text: callsText(plan) },
        { kind: "list", title: "Trail", lines: rows.slice(-most).map(trailLine) },
      ],
      buttons: buttonsFor(operation),
    };
  },
});

type Fact = readonly [label: string, value: string];

function factsOf({
  line,
  by,
  reason,
  plan,
  approvalsNeeded,
  votes,
  ending,
  digest,
}: Operation): readonly Fact[] {
  const approvals = votes.filter(({ verdict }) => verdict === "approve");
  return [
    ["Line", `/k8s ${line}`],
    ["Asked by", by],
    ...(reason ? [["Reason", reason] as const] : []),
    ["Target", `${plan.target} (${plan.risk})`],
    [
      "Approvals",
      `${approvals.length} of ${approvalsNeeded}${approvals.map((vote) => `, ${vote.by}`).join("")}`,
    ],
    ...(ending ? [["Ended", ending.words] as const] : []),
    ["Digest", digest.slice(0, 16)],
  ];
}

function stepLine(title: string, record: StepRecord | undefined): string {
  const { state = "waiting", startedAt, endedAt, evidence } = record ?? {};
  const took = startedAt !== undefined && endedAt !== undefined ? ` in ${span(endedAt - startedAt)}` : "";
  return `${title}: ${state}${took}${evidence ? `. ${evidence}` : ""}`;
}

function trailLine({ at, event, by, details }: AuditRow): string {
  const words = typeof details.words === "string" ? `: ${details.words}` : "";
  return `${momentOf(at)} ${event}${by ? ` by ${by}` : ""}${words}`;
}
