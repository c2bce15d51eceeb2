// Waits until Wheelhouse itself is let in by the API server again: nothing is sent that changes anything.
import { z } from "zod";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "see-api-server",
  input: z.object({ cluster: z.string() }),
  timeoutMs: 240_000,
  title: ({ cluster }) => `See that the API server of ${cluster} answers Wheelhouse`,
  calls: () => [],
  done: async ({ cluster: name }, { cluster, signal }) => {
    const { ready, version, checks } = await cluster.health(signal);
    const failed = checks.filter(({ ok }) => !ok).map((check) => check.name);
    return ready
      ? { goal: "holds", evidence: `The API server of ${name} (${version}) answers, and is ready.` }
      : {
          goal: "open",
          evidence: `The API server of ${name} answers, and is not ready: ${failed.join(", ")}.`,
        };
  },
  // To be waited for.
  run: async () => {},
});
