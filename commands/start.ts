// /k8s, and nothing else
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { openIncidents } from "#src/card/incident-rows.ts";
import { look } from "#src/card/look.ts";
import { problemsNow } from "#src/card/problems-now.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { defineQuery } from "#src/command/define.ts";

export default defineQuery({
  summary: "Where to begin: what is wrong, what waits, and buttons",
  role: "viewer",
  needs: "none",
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, operations, incidents, now, signal }) {
    const [sights, waiting, open] = await Promise.all([
      Promise.all(clusters.map((cluster) => look(cluster, { now, signal }))),
      operations.list({ states: ["proposed"] }),
      incidents.list({ states: openIncidents }),
    ]);
    const verdicts = await Promise.all(
      sights.map(async (sight) => ({
        name: sight.cluster,
        ...verdictOn(sight, await problemsNow(sight, incidents)),
      })),
    );
    return {
      headline: "Hello. What would you like to know?",
      tone: "neutral",
      isPrivate: true,
      parts: [
        { kind: "list", lines: verdicts.map(({ headline }) => headline) },
        {
          kind: "facts",
          facts: [
            ["Waiting for approval", waiting.length === 0 ? "nothing" : count(waiting.length, "change")],
            ["Open incidents", open.length === 0 ? "none" : `${open.length}`],
          ],
        },
      ],
      buttons: [
        ...verdicts.slice(0, 4).map(({ name }) => ({
          label: verdicts.length === 1 ? "Status" : `Status of ${name}`,
          line: `status --cluster=${name}`,
          how: "thread" as const,
        })),
        { label: "What waits for me", line: "operation list", how: "thread" },
        { label: "Open incidents", line: "alert list", how: "thread" },
        { label: "Help", line: "help", how: "redraw" },
      ],
    };
  },
});
