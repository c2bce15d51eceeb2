import { expect, test } from "vitest";
import { givenCampaign } from "../../campaign/given.ts";
import { givenCluster, minute, now } from "../../given.ts";
import { askOf } from "../ask.ts";

test("a campaign is shown stage by stage, with what it waits for", async () => {
  const campaign = givenCampaign({
    at: 1,
    records: [
      { state: "done", operation: "op-1", startedAt: now - 3 * minute, endedAt: now - minute },
      { state: "waiting", operation: "op-2" },
      { state: "waiting" },
    ],
    waiting: { for: "people", words: "op-2 failed: resume or abandon it.", since: now },
  });
  const { answer, faults } = await askOf("campaign show ca-000001", [givenCluster()], {
    campaigns: [campaign],
  });
  expect(answer.headline).toBe("ca-000001: Touch all on home waits");
  expect(answer.parts).toContainEqual({ kind: "text", text: "op-2 failed: resume or abandon it." });
  expect(answer.parts[1]).toMatchObject({
    table: {
      rows: [
        ["1", "Touch w1", "done in 2 min", "op-1"],
        ["2", "Touch w2", "once it is approved", "op-2"],
        ["3", "Touch w3", "by itself", ""],
      ],
    },
  });
  expect(answer.buttons?.map(({ line }) => line)).toContain("campaign continue ca-000001");
  expect(faults).toEqual([]);
});
