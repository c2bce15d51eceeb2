import { expect, test } from "vitest";
import { givenCampaign } from "../../campaign/given.ts";
import { givenCluster, now } from "../../given.ts";
import { askOf } from "../ask.ts";

const asking = givenCampaign({ waiting: { for: "people", words: "op-1 failed.", since: now } });
const over = givenCampaign({ id: "ca-000002", state: "succeeded", at: 3 });

test("campaigns that are under way are listed, with what each waits for", async () => {
  const { answer, faults } = await askOf("campaign list", [givenCluster()], { campaigns: [asking, over] });
  expect(answer.headline).toBe("1 campaign under way, 1 waiting for people");
  expect(answer.tone).toBe("warning");
  expect(answer.parts[0]).toMatchObject({
    table: { rows: [["ca-000001", "waits for people, 0 of 3", "Touch all", "home", expect.any(String)]] },
  });
  expect(faults).toEqual([]);
});

test("with --all also those that are over", async () => {
  const { answer } = await askOf("campaign list --all", [givenCluster()], { campaigns: [asking, over] });
  expect(answer.headline).toBe("The 2 newest campaigns");
});

test("where none is under way, that is said", async () => {
  const { answer } = await askOf("campaigns", [givenCluster()], { campaigns: [over] });
  expect(answer.headline).toBe("No campaign is under way");
});
