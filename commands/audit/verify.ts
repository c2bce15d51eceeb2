// /k8s audit verify
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { defineQuery } from "#src/command/define.ts";
import { verifyStored } from "#src/operation/audit.ts";

export default defineQuery({
  summary: "Whether any row of the audit was changed, removed or moved",
  role: "admin",
  args: z.object({}),
  positional: [],
  needs: "none",
  async answer(_args, { audit }) {
    const verified = await verifyStored(audit);
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
