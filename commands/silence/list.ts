// /k8s silence list
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { silenceTable } from "#src/card/silence-rows.ts";
import { defineQuery } from "#src/command/define.ts";
import { isInForce } from "#src/incident/silence.ts";

export default defineQuery({
  summary: "What nobody wants to hear of now, and the maintenance to come",
  role: "viewer",
  needs: "none",
  args: z.object({}),
  positional: [],
  aliases: ["silences"],
  async answer(_args, { incidents, now }) {
    const all = await incidents.silences();
    const inForce = all.filter((each) => isInForce(each, now)).length;
    const later = all.length - inForce;
    return {
      headline:
        all.length === 0
          ? "Nothing is silenced"
          : `${count(inForce, "silence")} in force${later > 0 ? `, ${later} to come` : ""}`,
      tone: "neutral",
      parts: [{ kind: "table", table: silenceTable(all, now) }],
      buttons: [{ label: "Refresh", line: "silence list", how: "redraw" }],
    };
  },
});
