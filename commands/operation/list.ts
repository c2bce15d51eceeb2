// /k8s operation list [--all]
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { openStates, operationTable } from "#src/card/operation-rows.ts";
import { defineQuery } from "#src/command/define.ts";

/** Older ones are in the audit. */
const most = 50;

export default defineQuery({
  summary: "Changes that wait, run or failed; with --all the newest of every state",
  role: "viewer",
  args: z.object({
    all: z.boolean().default(false).meta({ short: "a", description: "Also those that are over" }),
  }),
  positional: [],
  aliases: ["approvals", "pending"],
  needs: "none",
  async answer({ all }, { operations, now }) {
    const found = await operations.list(all ? { limit: most } : { states: openStates });
    const stuck = found.filter(({ state }) => state === "failed" || state === "interrupted").length;
    const waiting = found.filter(({ state }) => state === "proposed").length;
    const said = all
      ? `The ${count(found.length, "newest operation")}`
      : `${count(waiting, "operation")} waiting, ${found.length - waiting - stuck} running, ${stuck} stopped midway`;
    return {
      headline: found.length === 0 ? (all ? "No operation yet" : "No operation is open") : said,
      tone: stuck > 0 ? "warning" : "good",
      parts: [{ kind: "table", table: operationTable(found, now) }],
      buttons: [
        { label: "Refresh", line: all ? "operation list --all" : "operation list", how: "redraw" },
        ...(all ? [] : [{ label: "All", line: "operation list --all", how: "thread" as const }]),
      ],
    };
  },
});
