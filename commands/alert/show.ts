// /k8s alert show <incident>
import { z } from "zod";
import { standingOf } from "#src/card/incident-card.ts";
import { incidentFacts, toneOfIncident, trailOf } from "#src/card/incident-rows.ts";
import { momentOf } from "#src/card/operation-rows.ts";
import { incidentId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";

export default defineQuery({
  summary: "One incident: since when, why, who has it, and what happened",
  role: "viewer",
  needs: "none",
  args: z.object({ incident: incidentId }),
  positional: ["incident"],
  aliases: ["incident show"],
  async answer({ incident: id }, { incidents, now }) {
    const incident = await incidents.find(id);
    const { cluster, summary, remedies } = incident;
    return {
      headline: `${incident.id} on ${cluster}: ${summary}`,
      tone: toneOfIncident(incident),
      about: { kind: "incident", id: incident.id },
      parts: [
        { kind: "sentences", sentences: [standingOf(incident)] },
        { kind: "facts", facts: incidentFacts(incident, now) },
        { kind: "sentences", title: "What happened", sentences: trailOf(incident, momentOf) },
      ],
      buttons: [
        { label: "Refresh", line: `alert show ${incident.id}`, how: "redraw" },
        ...remedies.slice(0, 2).map((line) => ({
          label: line.replace(/ --\S+/g, "").replace(/[^\s/]+\//, ""),
          line: `${line} --cluster=${cluster}`,
          how: "thread" as const,
        })),
      ],
    };
  },
});
