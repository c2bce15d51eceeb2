// /k8s alert list [--all]
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { incidentTable, openIncidents, toneOfAll } from "#src/card/incident-rows.ts";
import { defineQuery } from "#src/command/define.ts";

const most = 50;

export default defineQuery({
  summary: "What is wrong, who has it, and what is silenced",
  role: "viewer",
  needs: "none",
  args: z.object({
    all: z.boolean().default(false).meta({ short: "a", description: "Also what is over" }),
  }),
  positional: [],
  aliases: ["alerts", "incidents", "incident list", "board"],
  async answer({ all }, { incidents, now }) {
    const found = (
      await incidents.list(all ? { limit: most } : { states: openIncidents, limit: most })
    ).filter(({ firedAt }) => firedAt !== undefined);
    const open = found.filter(({ state }) => state !== "resolved");
    const taken = open.filter(({ state }) => state === "acknowledged").length;
    return {
      headline:
        open.length === 0 ? "No incident is open" : `${count(open.length, "incident")} open, ${taken} taken`,
      tone: toneOfAll(open),
      parts: [{ kind: "table", table: incidentTable(found, now) }],
      buttons: [
        { label: "Refresh", line: all ? "alert list --all" : "alert list", how: "redraw" },
        ...(all ? [] : [{ label: "All", line: "alert list --all", how: "thread" as const }]),
      ],
    };
  },
});
