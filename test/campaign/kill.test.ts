// The bot is killed at each of a campaign's writes: nothing runs twice, nothing is forgotten, and what is half run waits for a person.
import { expect, test } from "vitest";
import type { Campaign } from "#src/campaign/campaign.ts";
import { ann, bob } from "../operation/given.ts";
import { givenStage } from "./given.ts";
import { type CampaignWorld, givenCampaigns } from "./world.ts";

const stages = [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")];

test("an undisturbed run is killed at each of its writes, and ends all the same", {
  timeout: 120_000,
}, async () => {
  const whole = await givenCampaigns({ stages });
  await whole.begun();
  const before = whole.writes;
  await seenThrough(whole);
  const writes = whole.writes - before;
  whole.close();
  expect(writes).toBeGreaterThan(20);
  for (let at = 0; at < writes; at++) {
    const world = await givenCampaigns({ stages });
    await world.begun();
    world.killAfter(at);
    await seenThrough(world).catch((cause) => {
      throw new Error(`killed at write ${at}`, { cause });
    });
    expect(world.world.calls, `killed at write ${at}`).toEqual(["w1", "w2", "w3"]);
    const { doubled, intact, operations } = await world.sound();
    expect({ doubled, intact }).toEqual({ doubled: [], intact: true });
    const ofStages = operations.filter(({ campaign }) => campaign !== undefined);
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
});

/** As people do: they approve what asks, resume what was interrupted, and somebody starts the bot again when it is dead. */
async function seenThrough(world: CampaignWorld): Promise<Campaign> {
  let revived = false;
  for (let round = 0; round < 400; round++) {
    if (world.isDead && !revived) {
      revived = true;
      await world.startAgain();
    }
    const campaign = await world.campaign();
    if (campaign.state === "succeeded") return campaign;
    await decided(world, campaign).catch((error) => {
      if (!world.isDead) throw error;
    });
    await world.hand.advance(2_000);
  }
  throw new Error(`it never ends: ${JSON.stringify(await world.campaign(), null, 1)}`);
}

async function decided(world: CampaignWorld, { at, records }: Campaign): Promise<void> {
  if (world.isDead) return;
  const id = records[at]?.operation;
  const operation = id === undefined ? undefined : await world.store.operations.find(id);
  if (!operation) return;
  const { state, votes } = operation;
  const deciding =
    state === "proposed" && at === 1 && votes.length === 0
      ? world.operations.decide({ id: operation.id, decision: "approve", person: bob })
      : state === "interrupted"
        ? world.operations.decide({ id: operation.id, decision: "resume", person: ann })
        : undefined;
  // What died with the process answers nobody.
  if (deciding) await Promise.race([deciding, world.hand.settle().then(() => world.hand.settle())]);
}
