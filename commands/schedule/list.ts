// /k8s schedule list
import { z } from "zod";
import { count, span } from "#src/base/text.ts";
import { defineQuery } from "#src/command/define.ts";
import type { Scheduled } from "#src/schedule/schedule.ts";

export default defineQuery({
  summary: "What is asked or said by the clock, and when next",
  role: "viewer",
  needs: "none",
  args: z.object({}),
  positional: [],
  aliases: ["schedules"],
  async answer(_args, { schedules, now }) {
    const all = await schedules.list();
    const [first] = all;
    const headline = first
      ? `${count(all.length, "schedule")}, the next in ${span(first.next - now)}: ${whatOf(first)}`
      : "Nothing is scheduled; schedules in wheelhouse.yaml says what is";
    return {
      headline,
      tone: "neutral",
      parts: [
        {
          kind: "table",
          table: {
            columns: ["Name", "When", "Next", "What"].map((title) => ({ title })),
            rows: all.map((each) => [each.name, `${each.at} ${each.zone}`, wallTime(each), whatOf(each)]),
          },
        },
      ],
      buttons: [{ label: "Refresh", line: "schedule list", how: "redraw" }],
    };
  },
});

function whatOf({ line, remind = "", mayPropose }: Scheduled): string {
  if (line === undefined) return `reminds: ${remind}`;
  return mayPropose ? `${line} (may propose it)` : line;
}

/** As the clock on the wall shows it where the schedule is read: `Mon 2026-11-30 08:00`. */
function wallTime({ next, zone }: Scheduled): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(next)
      .map(({ type, value }) => [type, value]),
  );
  const { weekday, year, month, day, hour, minute } = parts;
  return `${weekday} ${year}-${month}-${day} ${hour}:${minute}`;
}
