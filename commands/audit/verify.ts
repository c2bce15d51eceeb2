// /k8s audit verify
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { defineQuery } from "#src/command/define.ts";
import { verifyAudit } from "#src/operation/audit.ts";

export default defineQuery({
  summary: "Whether any row of the audit was changed, removed or moved",
  role: "admin",
  args: z.object({}),
  positional: [],
  needsCluster: false,
  async answer(_args, { audit }) {
    // The head first: rows that are added meanwhile are not missing.
    const recorded = await audit.auditHead();
    const verified = await verifyAudit(upTo(audit.audit(), recorded.seq), recorded);
    if (!verified.intact) {
      return {
        headline: `The audit was tampered with: ${verified.why}`,
        tone: "bad",
        parts: [
          {
            kind: "text",
            text: "Compare it with an older export, and find out who can write to the database.",
          },
        ],
      };
    }
    return {
      headline: `The audit is intact: ${count(verified.rows, "row")}`,
      tone: "good",
      parts: [{ kind: "facts", facts: [["Newest hash", verified.head]] }],
    };
  },
});

async function* upTo<T extends { readonly seq: number }>(
  rows: AsyncIterable<T>,
  last: number,
): AsyncIterable<T> {
  for await (const row of rows) {
    if (row.seq > last) return;
    yield row;
  }
}
