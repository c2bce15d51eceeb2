// /k8s alert list [--all]
import { z } from "zod";
import { count, oneLine } from "#src/base/text.ts";
import type { Table } from "#src/card/answer.ts";
import { incidentTable, openIncidents, toneOfAll } from "#src/card/incident-rows.ts";
import { plainOf } from "#src/card/sentence.ts";
import { defineQuery } from "#src/command/define.ts";

/** More than this are no board but an outage; the newest are enough to see that. */
const most = 2_000;
/** A message shows as many. */
const mostRows = 25;
const mostOver = 50;

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
      await incidents.list(all ? { limit: mostOver } : { states: openIncidents, limit: most })
    ).filter(({ firedAt }) => firedAt !== undefined);
    const open = found.filter(({ state }) => state !== "resolved");
    const taken = open.filter(({ state }) => state === "acknowledged").length;
    const table = incidentTable(found, now);
    return {
      headline:
        open.length === 0 ? "No incident is open" : `${count(open.length, "incident")} open, ${taken} taken`,
      tone: toneOfAll(open),
      parts: [{ kind: "table", table }],
      ...(table.rows.length > mostRows ? { file: { name: "incidents.txt", content: textOf(table) } } : {}),
      buttons: [
        { label: "Refresh", line: all ? "alert list --all" : "alert list", how: "redraw" },
        ...(all ? [] : [{ label: "All", line: "alert list --all", how: "thread" as const }]),
      ],
    };
  },
});

/** Every row as a line: what a message cannot show is one click away. */
function textOf({ columns, rows }: Table): string {
  return [columns.map(({ title }) => title), ...rows]
    .map((cells) => cells.map((cell) => oneLine(plainOf(cell))).join("\t"))
    .join("\n");
}
