// /k8s operation calls <operation>
import { z } from "zod";
import { wholeText } from "#src/card/exact.ts";
import { toneOf } from "#src/card/operation-rows.ts";
import { operationId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";

export default defineQuery({
  summary: "Everything that a change would do, to the last call",
  role: "viewer",
  args: z.object({ operation: operationId }),
  positional: ["operation"],
  needs: "none",
  async answer({ operation: id }, { operations }) {
    const operation = await operations.find(id);
    const text = wholeText(operation.plan);
    return {
      headline: `${id}: ${operation.plan.title} on ${operation.cluster}`,
      tone: toneOf(operation),
      parts: [{ kind: "code", text }],
      ...(text.length > 2_000 ? { file: { name: `${id}.txt`, content: text } } : {}),
    };
  },
});
