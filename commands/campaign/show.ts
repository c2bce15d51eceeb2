// /k8s campaign show <campaign>
import { z } from "zod";
import { span } from "#src/base/text.ts";
import type { Campaign } from "#src/campaign/campaign.ts";
import { sayGate } from "#src/campaign/campaign-calls.ts";
import { campaignButtons, headlineOf } from "#src/card/campaign-card.ts";
import { toneOfCampaign } from "#src/card/campaign-rows.ts";
import type { Sentence } from "#src/card/card.ts";
import { campaignId } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";

/** Of its trail the last ones; `audit export` has all. */
const most = 40;

export default defineQuery({
  summary: "One campaign: each stage, what it waits for, and who decided what",
  role: "viewer",
  args: z.object({ campaign: campaignId }),
  positional: ["campaign"],
  needs: "none",
  async answer({ campaign: id }, { campaigns }) {
    const campaign = await campaigns.find(id);
    const { waiting, ending, trail } = campaign;
    const words = waiting?.words ?? ending?.words;
    return {
      headline: `${campaign.id}: ${headlineOf(campaign)}`,
      tone: toneOfCampaign(campaign),
      parts: [
        ...(words ? [{ kind: "text" as const, text: words }] : []),
        {
          kind: "table",
          title: "Stages",
          table: {
            columns: [{ title: "" }, { title: "Stage" }, { title: "State" }, { title: "Operation" }],
            rows: campaign.course.stages.map((_stage, at) => rowOf(campaign, at)),
          },
        },
        { kind: "sentences", title: "Trail", sentences: trail.slice(-most).map((each) => sayOf(each)) },
      ],
      buttons: [
        ...campaignButtons(campaign),
        { label: "Refresh", line: `campaign show ${campaign.id}`, how: "redraw" },
      ],
    };
  },
});

function rowOf({ course, records }: Campaign, at: number): readonly string[] {
  const { title = "", gate = "auto" } = course.stages[at] ?? {};
  const { state = "waiting", startedAt, endedAt, operation = "" } = records[at] ?? {};
  const took = startedAt !== undefined && endedAt !== undefined ? ` in ${span(endedAt - startedAt)}` : "";
  return [String(at + 1), title, state === "waiting" ? sayGate(gate) : `${state}${took}`, operation];
}

function sayOf({ at, what, by, stage, words }: Campaign["trail"][number]): Sentence {
  return [
    { at, day: true },
    ` ${what}`,
    ...(stage === undefined ? [] : [` ${stage + 1}`]),
    ...(by === undefined ? [] : [" by ", { who: by } as const]),
    ...(words ? [`: ${words}`] : []),
  ];
}
