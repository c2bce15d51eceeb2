// /k8s audit export [--operation <operation>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, count } from "#src/base/text.ts";
import { operationId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";

/** More would be too much for one file in a chat; the database itself is the archive then. */
const mostBytes = 16 * 1024 ** 2;

export default defineQuery({
  summary: "The audit as a file, one JSON row a line",
  role: "admin",
  args: z.object({ operation: operationId.optional().meta({ description: "Only this operation" }) }),
  positional: [],
  needs: "none",
  async answer({ operation }, { audit }) {
    const head = await audit.auditHead();
    const lines: string[] = [];
    let size = 0;
    for await (const row of audit.audit(operation ? { operation } : {})) {
      const line = JSON.stringify(row);
      size += line.length + 1;
      if (size > mostBytes) {
        throw new RefusedError(`The audit is larger than ${bytes(mostBytes)}.`, {
          hint: "`audit export --operation <id>` gives the rows of one.",
        });
      }
      lines.push(line);
    }
    return {
      headline: `The audit: ${count(lines.length, "row")}`,
      tone: "neutral",
      parts: [
        {
          kind: "facts",
          facts: head
            ? [
                ["Newest row", String(head.seq)],
                ["Its hash", head.hash],
              ]
            : [["Newest row", "Nobody knows: `audit verify` tells more"]],
        },
      ],
      file: { name: `audit${operation ? `-${operation}` : ""}.jsonl`, content: `${lines.join("\n")}\n` },
    };
  },
});
