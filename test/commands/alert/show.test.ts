import { expect, test } from "vitest";
import { givenCluster, now } from "../../given.ts";
import { givenIncident } from "../../incident/given-incident.ts";
import { askOf, factOf, hostile, sentencesOf } from "../ask.ts";

test("an incident is shown with its cause and what happened", async () => {
  const incident = givenIncident({
    state: "silenced",
    silenced: { by: "op-7k3m9x", of: "op-7k3m9x", until: "clear", covered: true },
    trail: [
      { at: now, what: "fired" },
      { at: now, what: "silenced", by: "op-7k3m9x", words: "Drain pi-1" },
    ],
    cause: { words: "It is off.", line: "x", of: "y", certainty: "likely", fix: "Turn it on.", remedies: [] },
  });
  const { answer, faults } = await askOf("alert show in-7k3m9x", [givenCluster()], { incidents: [incident] });
  expect(sentencesOf(answer)[0]).toContain("Silenced by op-7k3m9x while it is at work");
  expect(factOf(answer, "Likely cause")).toBe("It is off.");
  expect(sentencesOf(answer, "What happened")[1]).toContain("silenced by op-7k3m9x: Drain pi-1");
  expect(faults).toEqual([]);
});

test("who has it and who did what are shown by their names, and of a long story its end", async () => {
  const happened = Array.from({ length: 200 }, (_, at) => ({
    ...({ at: now + at, what: at % 2 ? "unacknowledged" : "acknowledged", by: "U0BOB" } as const),
    words: hostile.repeat(9),
  }));
  const incident = givenIncident({
    state: "acknowledged",
    acknowledged: { by: "U0ANN", at: now },
    trail: [...happened, { at: now + 999, what: "acknowledged", by: "U0ANN" }],
  });
  const { answer, message, faults } = await askOf("alert show in-7k3m9x", [givenCluster()], {
    incidents: [incident],
  });
  expect(sentencesOf(answer)[0]).toContain("Taken by U0ANN");
  expect(sentencesOf(answer, "What happened")[0]).toBe("181 entries before");
  expect(sentencesOf(answer, "What happened").at(-1)).toContain("acknowledged by U0ANN");
  expect(JSON.stringify(message)).toContain('{"type":"user","user_id":"U0ANN"}');
  expect(faults).toEqual([]);
});
