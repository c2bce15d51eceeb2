// Begins a campaign: from then on its stages are planned one after another, each an operation of its own.
import { Course } from "#src/campaign/campaign.ts";
import { campaignCalls } from "#src/campaign/campaign-calls.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "begin-campaign",
  input: Course,
  holdsCalls: true,
  timeoutMs: 30_000,
  title: ({ title }) => `Begin: ${title}`,
  calls: campaignCalls,
  done: async (_course, { campaigns, operation }) => {
    const campaign = await campaigns.begunBy(operation.id);
    return campaign
      ? { goal: "holds", evidence: `${campaign.id} has begun; its card tells how it goes.` }
      : { goal: "open", evidence: "It has not begun." };
  },
  run: (course, { campaigns }) => campaigns.begin(course),
});
