// What a campaign is, as calls: what its card shows before it is approved, and what the fence holds against what begins.
import { createHash } from "node:crypto";
import { type CampaignCall, sayCall } from "#src/base/call.ts";
import { canonical, type Json } from "#src/base/json.ts";
import { span } from "#src/base/text.ts";
import type { Course, Gate, Stage } from "./campaign.ts";

export function campaignCalls(course: Course): readonly CampaignCall[] {
  const { stages, bounds, known } = course;
  const said = [
    ...stages.map(
      (stage, at) =>
        `stage ${at + 1} of ${stages.length}, ${sayGate(stage.gate)}${sayBeside(stages, stage)}: ${stage.line}`,
    ),
    ...bounds.calls.map((call) => `by itself at most: ${sayCall(call)}`),
    ...(bounds.risk === "destructive" ? ["by itself also what is destructive"] : []),
    ...bounds.losses.map((loss) => `by itself may lose: ${loss}`),
    ...bounds.risks.map((risk) => `by itself in spite of: ${risk}`),
    ...known.off.map((node) => `known to be off: ${node}`),
    ...known.cordoned.map((node) => `known to be cordoned: ${node}`),
  ];
  const digest = digestOf(course);
  return said.map((says, at) => ({ at: "campaign", says, ...(at === 0 && { digest }) }));
}

/** What is said of two may be the same: of a call it leaves out what is left open, of a stage whether it can be skipped. */
function digestOf(course: Course): string {
  return createHash("sha256")
    .update(canonical(course as Json))
    .digest("hex");
}

export function sayGate(gate: Gate): string {
  if (gate === "auto") return "by itself";
  return gate === "ask" ? "once it is approved" : `by itself after ${span(gate.restMs)}`;
}

function sayBeside(stages: readonly Stage[], { group }: Stage): string {
  const of = group === undefined ? [] : stages.filter((each) => each.group === group);
  return of.length < 2 ? "" : `, ${of.length} at once`;
}
