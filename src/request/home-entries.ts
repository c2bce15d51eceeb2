// Operations and incidents as entries of somebody's Home tab, and which of them wait for that person.
import { count, oneLine, shorten, span } from "#src/base/text.ts";
import type { Campaign } from "#src/campaign/campaign.ts";
import { campaignButtons } from "#src/card/campaign-card.ts";
import { stateOfCampaign, toneOfCampaign } from "#src/card/campaign-rows.ts";
import type { CardButton, Sentence } from "#src/card/card.ts";
import { toneOfIncident, whoOf } from "#src/card/incident-rows.ts";
import { buttonsOf } from "#src/card/operation-buttons.ts";
import { stateOf, toneOf } from "#src/card/operation-rows.ts";
import { whatOf } from "#src/card/operation-words.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { HomeEntry } from "#src/slack/chat.ts";

type Deciding = { readonly by: string; readonly mayApprove: boolean; readonly mayOperate: boolean };
type Reader = Deciding & { readonly now: number };

/** What waits for this person first, soonest expiry first; then what they asked for, and the rest. */
export function sorted(open: readonly Operation[], reader: Deciding) {
  const toDecide = open
    .filter((each) => waitsFor(each, reader))
    .toSorted((a, b) => a.expiresAt - b.expiresAt);
  const others = open.filter((each) => !toDecide.includes(each));
  return {
    toDecide,
    asked: others.filter((each) => each.by === reader.by),
    underWay: others.filter((each) => each.by !== reader.by),
  };
}

/** As `judge` has it, as far as it can be known before a click. */
function waitsFor(operation: Operation, { by, mayApprove, mayOperate }: Deciding): boolean {
  const { state, startsAt, solo, approvalsNeeded, votes } = operation;
  if (state !== "proposed" || startsAt !== undefined) return false;
  if (operation.by !== by) return mayApprove && !votes.some((vote) => vote.by === by);
  return approvalsNeeded === 0 ? mayOperate : solo && mayApprove;
}

/** With the card's own buttons that this person may press, and the calls it would make one click away: what is decided here can be read here. */
export function operationEntry(operation: Operation, reader: Reader): HomeEntry {
  const { by, now } = reader;
  const { id, state, expiresAt, reason, plan } = operation;
  const isMine = operation.by === by;
  const mayDecide = waitsFor(operation, reader);
  const may = (verb: string) => (verb === "cancel" ? isMine : mayDecide || !/^(approve|deny)$/.test(verb));
  const who: Sentence = isMine ? [] : [" for ", { who: operation.by }];
  const standing: Sentence =
    state === "proposed"
      ? [`: ${stateOf(operation, now).replace(/, [^,]*left$/, "")}, until `, { at: expiresAt }]
      : [`: ${stateOf(operation, now)}`];
  return {
    id,
    tone: toneOf(operation),
    says: [{ bold: shorten(oneLine(whatOf(operation)), 200) }, ...who, ...standing],
    detail: [reason && `“${oneLine(reason)}”`, plan.impact[0], plan.warnings[0]]
      .filter(Boolean)
      .map((text) => oneLine(String(text)))
      .join(" · "),
    buttons: [
      ...buttonsOf(operation).filter(({ line }) => state !== "proposed" || may(line.split(" ")[0] ?? "")),
      { label: "Exact calls", line: `operation calls ${id}`, how: "sheet" },
    ],
  };
}

/** Somebody must say how it goes on: not about the operation of its stage, which has an entry of its own. */
export function asksHow({ waiting }: Campaign): boolean {
  return waiting?.for === "people" && waiting.operation === undefined;
}

export function campaignEntry(campaign: Campaign, by: string): HomeEntry {
  const { id, course, cluster, waiting, at } = campaign;
  const who: Sentence = campaign.by === by ? [] : [" for ", { who: campaign.by }];
  const what = shorten(oneLine(`${course.title} on ${cluster}`), 200);
  return {
    id,
    tone: toneOfCampaign(campaign),
    says: [{ bold: what }, ...who, `: ${stateOfCampaign(campaign)}`],
    detail: [course.stages[at]?.title, waiting?.words]
      .filter(Boolean)
      .map((text) => oneLine(String(text)))
      .join(" · "),
    buttons: [
      ...campaignButtons(campaign).filter(({ line }) => !line.startsWith("campaign abandon ")),
      { label: "Show", line: `campaign show ${id}`, how: "sheet" },
    ],
  };
}

const severities = ["critical", "warning", "info"];

/** Worst first, those that nobody has before the others; what another explains is told with that one. */
export function inboxOf(open: readonly Incident[]): readonly Incident[] {
  const ids = new Set(open.map(({ id }) => id));
  const rank = ({ state, severity }: Incident) =>
    (state === "firing" ? 0 : severities.length) + severities.indexOf(severity);
  return open
    .filter(({ explainedBy }) => explainedBy === undefined || !ids.has(explainedBy))
    .toSorted((a, b) => rank(a) - rank(b));
}

export function incidentEntry(incident: Incident, now: number): HomeEntry {
  const { id, cluster, summary, since, acknowledged, silenced, state, drill } = incident;
  const held: Sentence =
    state === "acknowledged" && acknowledged
      ? [{ who: acknowledged.by }, " has it"]
      : state === "silenced" && silenced
        ? ["silenced by ", whoOf(silenced.by)]
        : ["nobody has it"];
  const take: CardButton = { label: "Take", line: `alert ack ${id}`, how: "decide", style: "primary" };
  return {
    id,
    tone: toneOfIncident(incident),
    says: [
      { bold: shorten(`${drill ? "Drill: " : ""}${oneLine(summary).replace(/\.$/, "")}`, 300) },
      ": ",
      ...held,
    ],
    detail: `${cluster}, since ${span(now - since)}${incident.flaps > 0 ? `, came back ${count(incident.flaps, "time")}` : ""}`,
    buttons: [
      ...(state === "firing" ? [take] : []),
      { label: "Show", line: `alert show ${id}`, how: "sheet" },
    ],
  };
}
