// Campaigns as rows, tones and words.
import { span } from "#src/base/text.ts";
import type { Campaign } from "#src/campaign/campaign.ts";
import { openStates } from "#src/campaign/transitions.ts";
import type { Table, Tone } from "./answer.ts";

export const openCampaigns = openStates;

export function toneOfCampaign({ state, waiting }: Campaign): Tone {
  if (state === "succeeded") return "good";
  if (state === "abandoned") return "unknown";
  return waiting?.for === "people" || state === "paused" ? "warning" : "neutral";
}

/** `running, 2 of 5`. */
export function stateOfCampaign({ state, waiting, records }: Campaign): string {
  const over = records.filter((each) => each.state === "done" || each.state === "skipped").length;
  const said = state === "waiting" && waiting ? waitsFor[waiting.for] : state;
  return `${said}, ${over} of ${records.length}`;
}

const waitsFor = {
  gate: "waits until all is well",
  turn: "waits for another change",
  rest: "rests",
  people: "waits for people",
} as const;

export function campaignTable(campaigns: readonly Campaign[], now: number): Table {
  return {
    columns: [
      { title: "Id" },
      { title: "State" },
      { title: "What" },
      { title: "Cluster" },
      { title: "Age", align: "right" },
    ],
    rows: campaigns.map((campaign) => {
      const { id, course, cluster, beganAt } = campaign;
      return [id, stateOfCampaign(campaign), course.title, cluster, span(now - beganAt)];
    }),
  };
}
