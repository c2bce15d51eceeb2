// What an incident's thread holds: each thing that people should notice, with a key of its own. Drawn from the record alone.
import { oneLine, shorten } from "#src/base/text.ts";
import type { TrailEntry as Happened, Incident } from "#src/incident/incident.ts";
import type { Sentence, TrailEntry } from "./card.ts";

export function incidentTrail(incident: Incident, escalateTo?: string, chain = ""): readonly TrailEntry[] {
  // The card itself tells that it fired, and whether it can be seen.
  return incident.trail
    .filter(({ what }, at) => at > 0 && what !== "lost" && what !== "found")
    .map((entry) =>
      entryOf(
        incident,
        chain === "" || entry.what !== "resolved" ? entry : { ...entry, words: chain },
        escalateTo,
      ),
    );
}

function entryOf(incident: Incident, entry: Happened, escalateTo: string | undefined): TrailEntry {
  const says = sayOf(entry, incident, escalateTo);
  const isResult = entry.what === "resolved" ? ({ isResult: true } as const) : {};
  return { key: `${entry.what}/${entry.at}`, notification: says, says, ...isResult };
}

function sayOf(
  { what, by, words = "", at }: Happened,
  { summary, cluster, drill }: Incident,
  escalateTo: string | undefined,
): Sentence {
  const who: Sentence = by === undefined ? [] : /^[UW][A-Z0-9]+$/.test(by) ? [{ who: by }] : [by];
  const now = shorten(oneLine(words || summary), 600);
  switch (what) {
    case "fired":
      return [now];
    case "worsened":
      return [{ bold: "More severe" }, `: ${now}`];
    case "returned":
      return [{ bold: "It is back" }, `: ${now}`];
    case "acknowledged":
      return [...who, " takes it."];
    case "unacknowledged":
      return [...who, " does not have it any more. Nobody has."];
    case "silenced":
      return ["Silenced by ", ...who, words ? `: ${now}` : "."];
    case "unsilenced":
      return ["Not silenced any more", ...(by === undefined ? [] : [", says ", ...who]), "."];
    case "repeated":
      return [{ bold: "Still so" }, `, and nobody has taken it: ${now}`];
    case "escalated":
      return [...(escalateTo ? [{ who: escalateTo }, " "] : []), `Nobody has taken this: ${now}`];
    case "lost":
    case "found":
      return [`${cluster} ${what === "lost" ? "cannot be seen" : "is seen again"}.`];
    case "resolved":
      return [{ bold: drill ? "Drill over" : "Resolved" }, " at ", { at }, words ? `: ${now}.` : "."];
  }
}
