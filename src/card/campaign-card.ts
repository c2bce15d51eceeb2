// The card of a campaign: what is done, what runs, what waits for whom, and what is left, edited in place.
import { oneLine, shorten } from "#src/base/text.ts";
import type { Campaign, Happened } from "#src/campaign/campaign.ts";
import type { Incident } from "#src/incident/incident.ts";
import { stagesOf } from "./campaign-progress.ts";
import { toneOfCampaign } from "./campaign-rows.ts";
import type { Card, CardButton, Place, Sentence, TrailEntry } from "./card.ts";
import { namesOf } from "./operation-words.ts";

export type CampaignContext = {
  /** Where the cluster's cards go; where it was asked when undefined. */
  readonly approvalsChannel: (cluster: string) => string | undefined;
  /** What its operations silence now. */
  readonly silenced: readonly Incident[];
};

const shownSilenced = 5;

export function campaignCard(campaign: Campaign, context: CampaignContext): Card {
  const { id, cluster, waiting } = campaign;
  const title = headlineOf(campaign);
  return {
    ref: { kind: "campaign", id },
    ...placesOf(campaign, context),
    tone: toneOfCampaign(campaign),
    ...markOf(campaign),
    headline: title,
    notification: `${title} (${id})`,
    lead: [askedBy(campaign), ...standing(campaign)],
    ...quoteOf(endingOf(campaign) ?? waiting?.words),
    warnings: [],
    facts: silencedOf(context.silenced),
    progress: stagesOf(campaign),
    buttons: campaignButtons(campaign),
    footer: footerOf(campaign, cluster),
    trail: campaign.trail.flatMap((entry) => entryOf(campaign, entry)),
    isOver: campaign.endedAt !== undefined,
  };
}

/** `Restart kube-proxy node by node on home waits for people`. */
export function headlineOf({ course, cluster, state, waiting }: Campaign): string {
  const what = `${oneLine(course.title)} on ${cluster}`;
  if (state === "waiting") return `${what} ${waiting?.for === "rest" ? "rests" : "waits"}`;
  return `${what} ${says[state]}`;
}

const says = {
  running: "is under way",
  paused: "is paused",
  succeeded: "is done",
  abandoned: "was abandoned",
} as const;

function markOf({ state, waiting }: Campaign): Pick<Card, "mark"> {
  if (state === "running") return { mark: "🔄" };
  if (state === "succeeded") return { mark: "✅" };
  if (state === "abandoned") return { mark: "⚪" };
  // The dot of its tone tells what waits for people.
  return state === "paused" || waiting?.for === "people" ? {} : { mark: "⏳" };
}

function placesOf(
  { id, where, by, cluster, course }: Campaign,
  { approvalsChannel }: CampaignContext,
): Pick<Card, "place" | "elsewhere"> {
  const asked: Place = { channel: where.channel, ...(where.thread ? { thread: where.thread } : {}) };
  const channel = approvalsChannel(cluster) ?? where.channel;
  // A thread of its own, in which its operations have their cards.
  if (channel === where.channel) return { place: { channel } };
  const pointer: Sentence = [`${oneLine(course.title)} on ${cluster} (${id}) is in `, { channel }, "."];
  return { place: { channel }, elsewhere: { place: asked, asker: by, pointer } };
}

function askedBy({ by, approvals }: Campaign): Sentence {
  const voters = approvals.map((vote) => vote.by).filter((voter) => voter !== by);
  return [
    "Asked by ",
    { who: by },
    ...(voters.length > 0 ? [", approved by ", ...namesOf(voters)] : []),
    ".",
  ];
}

function standing({ state, waiting, ending, trail, records, at }: Campaign): readonly Sentence[] {
  const last = trail.findLast(({ what }) => what === "paused");
  const who: Sentence = ending?.by ? [{ who: ending.by }, " "] : [];
  switch (state) {
    case "running":
      return [];
    case "paused": {
      const running = records[at]?.state === "running";
      const then = running ? "What runs goes on to its end; nothing more begins." : "Nothing more begins.";
      return [[...(last?.by ? [{ who: last.by }, " paused it. "] : []), then]];
    }
    case "succeeded":
      return ending ? [[firstOf(ending.words)]] : [];
    case "abandoned":
      return [[...who, "abandoned it. What was done so far stays as it is."]];
    case "waiting":
      return waiting ? [waitingFor(waiting)] : [];
  }
}

function waitingFor({ for: what, since, until, operation }: NonNullable<Campaign["waiting"]>): Sentence {
  switch (what) {
    case "people":
      if (operation)
        return [{ bold: "Somebody must decide" }, ` about ${operation}; its card is in this thread.`];
      return [{ bold: "Somebody must decide" }, ", since ", { at: since, day: true }, "."];
    case "gate":
      return [
        "Since ",
        { at: since, day: true },
        ". ",
        { bold: "It goes on by itself" },
        " once this is over.",
      ];
    case "turn":
      return [{ bold: "It goes on by itself" }, " once another change is over."];
    case "rest":
      return [
        { bold: "It rests" },
        ...(until === undefined ? [] : [" until ", { at: until, day: true } as const]),
        ".",
      ];
  }
}

/** What was left, or the report but for what the card says before it. */
function endingOf({ state, ending }: Campaign): string | undefined {
  if (!ending) return undefined;
  return state === "abandoned" ? ending.words : ending.words.slice(firstOf(ending.words).length);
}

function firstOf(words: string): string {
  return words.split("\n", 1)[0] ?? "";
}

function quoteOf(words: string | undefined): Pick<Card, "quote"> {
  return words ? { quote: [shorten(words.trim(), 1_500)] } : {};
}

function silencedOf(all: readonly Incident[]): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.slice(0, shownSilenced).map(({ summary }) => shorten(oneLine(summary), 200));
  const left = all.length - lines.length;
  return ["It causes this, so nobody else is told:", ...lines, ...(left > 0 ? [`and ${left} more`] : [])];
}

export function campaignButtons({
  id,
  cluster,
  state,
  waiting,
  course,
  at,
  records,
}: Campaign): readonly CardButton[] {
  const decide = (label: string, line: string, extras: Partial<CardButton> = {}): CardButton => ({
    ...{ label, line: `campaign ${line}`, how: "decide" },
    ...extras,
  });
  if (state === "succeeded" || state === "abandoned")
    return [{ label: "Status", line: `status --cluster=${cluster}`, how: "thread" }];
  const isStuck = state === "paused" || waiting?.for === "people" || waiting?.for === "rest";
  const mayGoOn = isStuck && waiting?.operation === undefined;
  const stage = course.stages[at];
  return [
    ...(mayGoOn ? [decide("Go on", `continue ${id}`, { style: "primary" })] : []),
    ...(state === "paused" ? [] : [decide("Pause", `pause ${id}`)]),
    ...(mayGoOn && stage && !stage.needed ? [decide("Skip this stage…", `skip ${id}`)] : []),
    ...(records[at]?.state === "running" && state === "running"
      ? []
      : [
          decide("Abandon", `abandon ${id}`, {
            style: "danger",
            confirm: {
              title: `Abandon ${shorten(oneLine(course.title), 60)}?`,
              text: "No further stage begins. What was done stays as it is.",
              yes: "Abandon",
            },
          }),
        ]),
  ];
}

function footerOf({ id, line, beganAt, endedAt }: Campaign, cluster: string): readonly Sentence[] {
  const typed = shorten(oneLine(line.replace(` --cluster=${cluster}`, "")), 300);
  return [
    [`${id}  ${typed}`],
    ["began ", { at: beganAt, day: true }],
    ...(endedAt === undefined ? [] : [["ended ", { at: endedAt, day: true }] as Sentence]),
  ];
}

/** The operations of its stages have their own cards in the thread, so the stages themselves are not told there. */
function entryOf(campaign: Campaign, { at, what, by, stage, words }: Happened): readonly TrailEntry[] {
  const who: Sentence = by === undefined ? [] : [{ who: by }, " "];
  const title = stage === undefined ? "" : shorten(oneLine(campaign.course.stages[stage]?.title ?? ""), 150);
  const why = words ? shorten(words.trim(), 1_000) : "";
  const entry = (says: Sentence, more: Partial<TrailEntry> = {}): readonly TrailEntry[] => [
    {
      key: `${what}/${stage ?? ""}/${at}`,
      notification: says,
      says,
      ...(why ? { quote: [why] } : {}),
      ...more,
    },
  ];
  switch (what) {
    case "began":
    case "started":
    case "done":
    case "waits":
      return [];
    case "asks":
      return entry([
        { who: campaign.by },
        " ",
        { bold: "Somebody must decide" },
        title ? ` before “${title}”.` : ".",
      ]);
    case "skipped":
      return entry([...who, `skipped “${title}”.`]);
    case "paused":
      return entry([...who, "paused it."]);
    case "continued":
      return entry([...who, "lets it go on."]);
    case "succeeded":
      return entry([{ who: campaign.by }, ` ${headlineOf(campaign)}.`], { isResult: true });
    case "abandoned":
      return entry([{ who: campaign.by }, " ", ...who, "abandoned it."], { isResult: true });
  }
}
