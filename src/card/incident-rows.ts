// Incidents as rows and facts.
import { personOf } from "#src/base/actor.ts";
import { count, oneLine, shorten, span } from "#src/base/text.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { State } from "#src/incident/transitions.ts";
import type { Table, Tone } from "./answer.ts";
import { toneOfIncident } from "./incident-card.ts";
import type { Piece, Sentence } from "./sentence.ts";

export { toneOfIncident };

/** Somebody has heard of it, and it is not over. */
export const openIncidents: readonly State[] = ["firing", "acknowledged", "silenced", "unknown"];

/** A message takes no more. */
const mostOfTrail = 20;
const longestWords = 200;

const order: readonly Tone[] = ["bad", "warning", "unknown", "neutral", "good"];

export function toneOfAll(incidents: readonly Incident[]): Tone {
  const tones = incidents.map(toneOfIncident);
  return order.find((tone) => tones.includes(tone)) ?? "good";
}

export function incidentTable(incidents: readonly Incident[], now: number): Table {
  return {
    columns: [
      { title: "Id" },
      { title: "State" },
      { title: "What" },
      { title: "Cluster" },
      { title: "Age", align: "right" },
    ],
    rows: incidents
      .toSorted((a, b) => rank(a) - rank(b) || b.since - a.since)
      .map((incident) => {
        const { id, cluster, summary, since } = incident;
        return [id, stateOfIncident(incident), summary, cluster, span(now - since)];
      }),
  };
}

/** What another explains comes after what speaks for itself. */
function rank(incident: Incident): number {
  const isExplained = incident.state === "firing" && incident.explainedBy !== undefined;
  return 2 * order.indexOf(toneOfIncident(incident)) + (isExplained ? 1 : 0);
}

/** `firing, critical`, `taken by Bob`, `explained by in-7k3m9x`. */
export function stateOfIncident(incident: Incident): Sentence {
  const { state, severity, acknowledged, silenced, explainedBy, drill } = incident;
  const mark = drill ? [" (drill)"] : [];
  if (state === "acknowledged" && acknowledged) return ["taken by ", whoOf(acknowledged.by), ...mark];
  if (state === "silenced" && silenced) return ["silenced by ", whoOf(silenced.by), ...mark];
  if (state !== "firing") return [state, ...mark];
  return [explainedBy === undefined ? `firing, ${severity}` : `explained by ${explainedBy}`, ...mark];
}

/** A person, or an operation or silence by its id. */
export function whoOf(by: string): Piece {
  return personOf(by) ? { who: by } : by;
}

export function incidentFacts(incident: Incident, now: number): readonly (readonly [string, string])[] {
  const { alert, severity, subject, since, flaps, cause, explainedBy } = incident;
  const place = subject.namespace === undefined ? "" : `${subject.namespace}/`;
  return [
    ["Alert", `${alert}, ${severity}`],
    ["About", `${subject.kind} ${place}${subject.name}`],
    ["Since", `${span(now - since)} ago`],
    ...(flaps > 0 ? [["Went and came back", `${flaps} times`] as const] : []),
    ...(explainedBy ? [["Explained by", explainedBy] as const] : []),
    ...(cause
      ? [
          [cause.certainty === "sure" ? "Cause" : "Likely cause", cause.words] as const,
          ["Seen in", `${cause.of}: ${cause.line}`] as const,
          ["What helps", cause.fix] as const,
        ]
      : []),
  ];
}

/** What happened, oldest first; of a long story its end. */
export function trailOf({ trail }: Incident, momentOf: (at: number) => string): readonly Sentence[] {
  const before = Math.max(0, trail.length - mostOfTrail);
  const shown = trail
    .slice(before)
    .map(
      ({ at, what, by, words }): Sentence => [
        `${momentOf(at)} ${what}`,
        ...(by === undefined ? [] : [" by ", whoOf(by)]),
        words ? `: ${shorten(oneLine(words), longestWords)}` : "",
      ],
    );
  return before === 0 ? shown : [[`${count(before, "entry", "entries")} before`], ...shown];
}
