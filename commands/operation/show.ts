// /k8s operation show <operation>

import { z } from "zod";
import { span } from "#src/base/text.ts";
import type { Piece, Sentence } from "#src/card/card.ts";
import { callsText } from "#src/card/exact.ts";
import { buttonsOf } from "#src/card/operation-buttons.ts";
import { historyLine } from "#src/card/operation-history.ts";
import { toneOf } from "#src/card/operation-rows.ts";
import { endingOf, naming } from "#src/card/operation-words.ts";
import { operationId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
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
        { kind: "sentences", sentences: peopleOf(operation) },
        { kind: "facts", facts: factsOf(operation) },
        { kind: "list", title: plan.impact.length > 0 ? "What it does" : "", lines: plan.impact },
        { kind: "list", title: plan.warnings.length > 0 ? "Mind" : "", lines: plan.warnings },
        {
          kind: "list",
          title: "Steps",
          lines: plan.steps.map(({ title }, at) => stepLine(title, steps[at])),
        },
        { kind: "code", text: callsText(plan) },
        {
          kind: "sentences",
          title: "Trail",
          sentences: rows.slice(-most).map((row) => historyLine(operation, row)),
        },
      ],
      about: { kind: "operation", id },
      buttons: [...buttonsOf(operation), { label: "Refresh", line: `operation show ${id}`, how: "redraw" }],
    };
  },
});

type Fact = readonly [label: string, value: string];

/** By name, and where the card is looked for. */
function peopleOf(operation: Operation): readonly Sentence[] {
  const { by, where, votes, ending } = operation;
  const approving = votes.filter(({ verdict }) => verdict === "approve");
  const approvals = approving.flatMap(({ by: who }): Piece[] => [" ✅ ", { who }]);
  return [
    [{ bold: "Asked by" }, " ", { who: by }, " in ", { channel: where.channel }],
    ...(approvals.length > 0 ? [[{ bold: "Approved by" }, ...approvals]] : []),
    ...(ending ? [[{ bold: "Ended" }, "  ", ...naming(operation, endingOf(operation) || ending.words)]] : []),
  ];
}

function factsOf(operation: Operation): readonly Fact[] {
  const { line, reason, plan, approvalsNeeded, votes, digest, campaign } = operation;
  const approvals = votes.filter(({ verdict }) => verdict === "approve");
  return [
    ["Line", `/k8s ${line}`],
    ...(reason ? [["Reason", reason] as const] : []),
    ["Target", `${plan.target} (${plan.risk})`],
    ...(campaign ? [["Campaign", campaign] as const] : []),
    ["Approvals", `${approvals.length} of ${approvalsNeeded}`],
    ["Digest", digest.slice(0, 16)],
  ];
}

function stepLine(title: string, record: StepRecord | undefined): string {
  const { state = "waiting", startedAt, endedAt, evidence } = record ?? {};
  const took = startedAt !== undefined && endedAt !== undefined ? ` in ${span(endedAt - startedAt)}` : "";
  return `${title}: ${state}${took}${evidence ? `. ${evidence}` : ""}`;
}
