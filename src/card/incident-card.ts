// The card of an incident: what is wrong with what, since when, why as far as anybody can tell, and what helps.
import { count, oneLine, shorten } from "#src/base/text.ts";
import type { Incident } from "#src/incident/incident.ts";
import { isFold } from "#src/incident/look.ts";
import type { Severity } from "#src/incident/rule.ts";
import type { State } from "#src/incident/transitions.ts";
import type { Tone } from "./answer.ts";
import type { Card, CardButton, Sentence } from "./card.ts";
import { chainOf } from "./drill-chain.ts";
import { incidentTrail } from "./incident-trail.ts";

export type IncidentContext = {
  /** Where a cluster's incidents are told. */
  readonly channel: string;
  /** Where it would be told as severe as it is now; they hear of it there too. */
  readonly urgent?: string | undefined;
  /** When Slack took it, epoch milliseconds. */
  readonly toldAt?: number | undefined;
  /** Who gets it where the channel does not take it. */
  readonly instead?: string | undefined;
  /** Who is called when nobody takes it: user-group or user id. */
  readonly escalateTo?: string | undefined;
  /** What it explains: those that have no message of their own. */
  readonly explains: readonly Incident[];
};

const shownExplained = 8;
const longestLabel = 28;

export function incidentCard(incident: Incident, context: IncidentContext): Card {
  const { id, cluster, state, severity, summary, alert } = incident;
  const { channel, instead } = context;
  const title = titleOf(incident);
  return {
    ref: { kind: "incident", id },
    place: { channel, ...(instead === undefined ? {} : { instead }) },
    ...elsewhereOf(incident, context),
    tone: toneOfIncident(incident),
    headline: title,
    notification: `${title} on ${cluster}`,
    lead: [standingOf(incident), ...flapsOf(incident)],
    ...(incident.cause ? { quote: [incident.cause.line] } : {}),
    warnings: incident.drill ? ["This is a drill: nothing is wrong."] : [],
    facts: [
      ...chainFacts(incident, context),
      ...causeOf(incident),
      ...explainedOf(incident, context.explains),
    ],
    progress: [],
    buttons: buttonsOf(incident),
    footer: [
      [id],
      [alert],
      [cluster],
      [severity],
      ...(incident.reported ? [[`told by ${incident.reported.from}`]] : []),
      ...(summary === title ? [] : ([["since ", { at: incident.since, day: true }]] as Sentence[])),
    ],
    trail: incidentTrail(incident, context.escalateTo, chainOf(incident, context.toldAt)),
    isOver: state === "resolved",
  };
}

/** It was told before it was critical, in another channel than what is. */
function elsewhereOf(
  { id, severity, summary, drilled }: Incident,
  { channel, urgent }: IncidentContext,
): Pick<Card, "elsewhere"> {
  if (drilled) {
    const pointer: Sentence = ["The card of the drill ", { code: id }, " is in ", { channel }, "."];
    return { elsewhere: { place: drilled.where, asker: drilled.by, pointer } };
  }
  if (severity !== "critical" || urgent === undefined || urgent === channel) return {};
  const now = shorten(oneLine(summary), 300);
  const pointer: Sentence = [{ bold: "Critical now" }, `: ${now}. Its card is in `, { channel }, "."];
  return { elsewhere: { place: { channel: urgent }, pointer } };
}

function chainFacts(incident: Incident, { toldAt }: IncidentContext): readonly string[] {
  const chain = chainOf(incident, toldAt);
  return chain === "" ? [] : [`So far: ${chain}.`];
}

const said: Partial<Record<State, string>> = { resolved: "Resolved: ", unknown: "Out of sight: " };

function titleOf({ state, summary, drill }: Incident): string {
  return shorten(`${drill ? "Drill: " : ""}${said[state] ?? ""}${oneLine(summary)}`, 300);
}

const tones: Readonly<Record<Severity, Tone>> = { critical: "bad", warning: "warning", info: "neutral" };

export function toneOfIncident({ state, severity }: Pick<Incident, "state" | "severity">): Tone {
  if (state === "resolved") return "good";
  if (state === "unknown") return "unknown";
  return state === "firing" ? tones[severity] : "neutral";
}

/** Who has it, or who does not want to hear of it, and since when it is wrong. */
export function standingOf(incident: Incident): Sentence {
  const { state, since, endedAt = 0, acknowledged, silenced } = incident;
  const began: Sentence = ["Since ", { at: since, day: true }];
  if (state === "resolved") return [...began, ", over at ", { at: endedAt, day: true }, "."];
  if (state === "unknown" && incident.reported)
    return [
      ...began,
      `. ${incident.reported.from} says nothing of it any more: nobody knows whether it is over.`,
    ];
  if (state === "unknown") return [...began, ". It cannot be seen now, so nobody knows whether it is over."];
  if (state === "acknowledged" && acknowledged)
    return [
      ...began,
      ". ",
      { bold: "Taken" },
      " by ",
      { who: acknowledged.by },
      " at ",
      { at: acknowledged.at },
      ".",
    ];
  if (state === "silenced" && silenced) return [...began, ". ", ...silenceOf(silenced)];
  return [...began, ". Nobody has taken it."];
}

function silenceOf({ by, until, why, of }: NonNullable<Incident["silenced"]>): Sentence {
  const end: Sentence = of?.startsWith("op-")
    ? ["while it is at work"]
    : until === "clear"
      ? ["until it clears"]
      : ["until ", { at: until, day: true }];
  const who: Sentence = /^[UW][A-Z0-9]+$/.test(by) ? [{ who: by }] : [by];
  return [{ bold: "Silenced" }, " by ", ...who, " ", ...end, why ? `: ${shorten(oneLine(why), 200)}` : "."];
}

function flapsOf({ flaps }: Incident): readonly Sentence[] {
  return flaps > 0 ? [[`It went and came back ${count(flaps, "time")}.`]] : [];
}

/** What would help against it is no advice any more once it is over. */
function causeOf({ cause, state }: Incident): readonly string[] {
  if (!cause) return [];
  const how = cause.certainty === "sure" ? "Cause" : "Likely cause";
  const why = `${how}: ${cause.words} Seen in ${cause.of}.`;
  return state === "resolved" ? [why] : [why, `What helps: ${cause.fix}`];
}

function explainedOf(incident: Incident, all: readonly Incident[]): readonly string[] {
  if (all.length === 0) return [];
  const open = all.filter(({ state }) => state !== "resolved");
  const shown = open.slice(0, shownExplained).map(({ summary }) => shorten(oneLine(summary), 200));
  const over = all.length - open.length;
  const [first] = shown;
  if (isFold(incident))
    return [
      ...(over > 0 ? [`${over} of ${all.length} ${over === 1 ? "is" : "are"} over.`] : []),
      ...amongOpen(open, shown),
    ];
  const much = `${count(all.length, "more thing")}${over > 0 ? `, ${over} of them over` : ""}`;
  if (!first) return [`It explains ${much}.`];
  if (all.length === 1) return [`It explains: ${first}`];
  const left = open.length - shown.length;
  return [`It explains ${much}: ${[...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("; ")}`];
}

/** The only one is in the title already. */
function amongOpen(open: readonly Incident[], shown: readonly string[]): readonly string[] {
  if (open.length < 2) return [];
  const left = open.length - shown.length;
  return [`Among them: ${[...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("; ")}`];
}

function buttonsOf(incident: Incident): readonly CardButton[] {
  const { id, state, cluster } = incident;
  if (state === "resolved") return [];
  return [
    ...(state === "acknowledged"
      ? []
      : [{ label: "I take it", line: `ack ${id}`, how: "decide", style: "primary" } as const]),
    ...remediesOf(incident).map(
      (line): CardButton => ({
        label: shorten(line.replace(/ --\S+/g, "").replace(/[^\s/]+\//, ""), longestLabel),
        line: `${line} --cluster=${cluster}`,
        how: "thread",
      }),
    ),
    ...doctorOf(incident),
    ...hearingOf(incident),
  ];
}

function silenceMenu(id: string): Pick<CardButton, "label" | "line" | "choices"> {
  const choices = spans.map(([label, how]) => ({ label, line: `silence ${id} --for=${how}` }));
  return { label: "Silence…", line: `silence ${id} --for=1h`, choices };
}

const spans = [
  ["For 1 hour", "1h"],
  ["For 4 hours", "4h"],
  ["For 1 day", "1d"],
  ["Until it clears", "clear"],
] as const;

/** What an operation covers ends with it. */
function hearingOf({ id, state, silenced }: Incident): readonly CardButton[] {
  if (state !== "silenced") return [{ ...silenceMenu(id), how: "decide" }];
  const { covered, of = "" } = silenced ?? {};
  if (covered && !of.startsWith("si-")) return [];
  return [
    { label: "Hear of it again", line: covered ? `silence remove ${of}` : `unsilence ${id}`, how: "decide" },
  ];
}

/** Everything that may show why, read now. What leaves nothing to read, and what is wrong on purpose, has no such button. */
function doctorOf({ subject, cluster, drill, reported }: Incident): readonly CardButton[] {
  const { kind, namespace, name } = subject;
  const isNode = kind === "Node";
  if (drill || reported || (kind !== "Cluster" && !isNode && namespace === undefined)) return [];
  const about = kind === "Cluster" ? "" : ` ${isNode ? name : `${namespace}/${name}`}`;
  return [{ label: "Doctor", line: `doctor${about} --cluster=${cluster}`, how: "thread" }];
}

/** What ends it, before what only looks at it. */
function remediesOf({ remedies, cause }: Incident): readonly string[] {
  return [...new Set([...(cause?.remedies ?? []), ...remedies])].slice(0, 2);
}
