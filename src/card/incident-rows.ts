// Incidents as rows and facts.
import { span } from "#src/base/text.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { State } from "#src/incident/transitions.ts";
import type { Table, Tone } from "./answer.ts";
import { toneOfIncident } from "./incident-card.ts";

export { toneOfIncident };

/** Somebody has heard of it, and it is not over. */
export const openIncidents: readonly State[] = ["firing", "acknowledged", "silenced", "unknown"];

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

function rank(incident: Incident): number {
  return order.indexOf(toneOfIncident(incident));
}

/** `firing, critical`, `taken by U0BOB`. */
export function stateOfIncident({ state, severity, acknowledged, silenced, drill }: Incident): string {
  const said =
    state === "acknowledged" && acknowledged
      ? `taken by ${acknowledged.by}`
      : state === "silenced" && silenced
        ? `silenced by ${silenced.by}`
        : state === "firing"
          ? `firing, ${severity}`
          : state;
  return drill ? `${said} (drill)` : said;
}

export function incidentFacts(incident: Incident, now: number): readonly (readonly [string, string])[] {
  const { alert, severity, subject, since, flaps, cause, explainedBy } = incident;
  const place = subject.namespace === undefined ? "" : `${subject.namespace}/`;
  return [
    ["State", stateOfIncident(incident)],
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

export function trailLines({ trail }: Incident, momentOf: (at: number) => string): readonly string[] {
  return trail.map(({ at, what, by, words }) =>
    [momentOf(at), what, by ? `by ${by}` : "", words ? `: ${words}` : ""].filter(Boolean).join(" "),
  );
}
