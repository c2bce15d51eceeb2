// /k8s audit list [--operation <operation>] [--last <number>]
import { z } from "zod";
import { nameOf } from "#src/base/actor.ts";
import { count } from "#src/base/text.ts";
import { momentOf } from "#src/card/operation-rows.ts";
import { operationId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { AuditRow } from "#src/operation/audit.ts";

export default defineQuery({
  summary: "The newest rows of the audit, who did what",
  role: "admin",
  args: z.object({
    operation: operationId.optional().meta({ description: "Only this operation" }),
    last: z.coerce.number().int().min(1).max(100).default(25).meta({ description: "How many rows" }),
  }),
  positional: [],
  needs: "none",
  async answer({ operation, last }, { audit }) {
    const { seq } = (await audit.auditHead()) ?? { seq: 0 };
    // Without an operation only the end of the chain is read; one operation has few rows.
    const wanted = operation ? { operation } : { after: Math.max(0, seq - last) };
    const rows = (await Array.fromAsync(audit.audit(wanted))).slice(-last);
    return {
      headline:
        rows.length === 0 ? "The audit has no row" : `The newest ${count(rows.length, "row")} of ${seq}`,
      tone: "neutral",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Row", align: "right" },
              { title: "When" },
              { title: "What" },
              { title: "Who" },
              { title: "Operation" },
              { title: "Details" },
            ],
            rows: rows.toReversed().map(rowOf),
          },
        },
      ],
      buttons: [{ label: "Verify", line: "audit verify", how: "thread" }],
    };
  },
});

function rowOf({ seq, at, event, by, operation, details }: AuditRow): readonly string[] {
  const said = details.words ?? details.line ?? details.reason ?? "";
  return [
    String(seq),
    momentOf(at),
    event,
    by === undefined ? "Wheelhouse" : nameOf(by),
    operation ?? "",
    typeof said === "string" ? said : "",
  ];
}
