// The bot is killed at each of a campaign's writes: nothing runs twice, nothing is forgotten, and what is half run waits for a person.
import { expect, test } from "vitest";
import type { Campaign } from "#src/campaign/campaign.ts";
import { ann, bob } from "../operation/given.ts";
import { givenStage } from "./given.ts";
import { type CampaignWorld, givenCampaigns } from "./world.ts";

const oneByOne = [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")];
const beside = ["w1", "w2"].map((name) => givenStage(name, { group: 0 }));

test.each([
  ["stages one by one", oneByOne, 30],
  ["stages beside one another", [...beside, givenStage("w3")], 30],
] as const)(
  "a campaign with %s is killed at each of its writes, its beginning among them, and ends all the same",
  {
    timeout: 120_000,
  },
  async (_which, stages, least) => {
    const whole = await givenCampaigns({ stages });
    await whole.proposed();
    const before = whole.writes;
    await seenThrough(whole);
    const writes = whole.writes - before;
    whole.close();
    expect(writes).toBeGreaterThan(least);
    for (let at = 0; at < writes; at++) {
      const world = await givenCampaigns({ stages });
      await world.proposed();
      world.killAfter(at);
      const { id } = await seenThrough(world).catch((cause) => {
        throw new Error(`killed at write ${at}`, { cause });
      });
      expect(world.world.calls.toSorted(), `killed at write ${at}`).toEqual(["w1", "w2", "w3"]);
      expect(world.world.calls.at(-1)).toBe("w3");
      const { doubled, intact, operations } = await world.sound();
      expect({ doubled, intact }).toEqual({ doubled: [], intact: true });
      expect(await world.store.campaigns.list({})).toHaveLength(1);
      const ofStages = operations.filter(({ campaign }) => campaign === id);
      expect(
        ofStages.map(({ plan, state }) => [plan.target, state]).toSorted(),
        `killed at write ${at}`,
      ).toEqual([
        ["w1", "succeeded"],
        ["w2", "succeeded"],
        ["w3", "succeeded"],
      ]);
      world.close();
    }
  },
);

/** As people do: they approve what asks, resume what was interrupted, and somebody starts the bot again when it is dead. */
async function seenThrough(world: CampaignWorld): Promise<Campaign> {
  let revived = false;
  for (let round = 0; round < 400; round++) {
    if (world.isDead && !revived) {
      revived = true;
      await world.startAgain();
    }
    const [campaign] = await world.store.campaigns.list({ limit: 1 });
    if (campaign?.state === "succeeded") return campaign;
    await decided(world).catch((error) => {
      if (!world.isDead) throw error;
    });
    await world.hand.advance(2_000);
  }
  throw new Error(`it never ends: ${JSON.stringify(await world.store.campaigns.list({}), null, 1)}`);
}

/** Whatever waits for anybody; what dies with the process answers nobody. */
async function decided({ store, operations, hand, isDead }: CampaignWorld): Promise<void> {
  if (isDead) return;
  const [waiting] = await store.operations.list({ states: ["proposed", "interrupted"], limit: 1 });
  if (!waiting) return;
  const { id, state, plan } = waiting;
  // The first and the last stage start by themselves: nobody need approve them.
  if (state === "proposed" && plan.target !== "home" && plan.target !== "w2") return;
  const deciding =
    state === "proposed"
      ? operations.decide({ id, decision: "approve", person: bob })
      : operations.decide({ id, decision: "resume", person: ann });
  await Promise.race([deciding, hand.settle().then(hand.settle)]);
}
