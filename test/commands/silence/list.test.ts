import { expect, test } from "vitest";
import type { Silence } from "#src/incident/silence.ts";
import { givenCluster, minute, now } from "../../given.ts";
import { askOf, hostile, rowsOf } from "../ask.ts";

const silence: Silence = {
  ...{ id: "si-one", cluster: "home", state: "active", by: "U1", why: hostile, addedAt: now },
  ...{ about: "node/pi-1", from: now - minute, until: now + 59 * minute },
};

test("silences are listed with what they cover, until when, and why", async () => {
  const later: Silence = { ...silence, id: "si-two", from: now + minute, until: "clear", about: undefined };
  const { answer, faults } = await askOf("silence list", [givenCluster()], { silences: [silence, later] });
  expect(answer.headline).toBe("1 silence in force, 1 to come");
  expect(rowsOf(answer, 4)).toEqual([
    "si-one | home | everything of node/pi-1 | for 59 min more",
    expect.stringMatching(/^si-two \| home \| everything \| from 20.* UTC until it clears$/),
  ]);
  expect(faults).toEqual([]);
});

test("that nothing is silenced is said in a sentence", async () => {
  const { answer } = await askOf("silences", [givenCluster()], {});
  expect(answer.headline).toBe("Nothing is silenced");
});
