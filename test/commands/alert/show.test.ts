import { expect, test } from "vitest";
import { givenCluster, now } from "../../given.ts";
import { givenIncident } from "../../incident/given-incident.ts";
import { askOf, factOf, linesOf } from "../ask.ts";

test("an incident is shown with its cause and what happened", async () => {
  const incident = givenIncident({
    state: "silenced",
    silenced: { by: "op-7k3m9x", until: "clear", covered: true },
    trail: [
      { at: now, what: "fired" },
      { at: now, what: "silenced", by: "op-7k3m9x", words: "Drain pi-1" },
    ],
    cause: { words: "It is off.", line: "x", of: "y", certainty: "likely", fix: "Turn it on.", remedies: [] },
  });
  const { answer, faults } = await askOf("alert show in-7k3m9x", [givenCluster()], { incidents: [incident] });
  expect(factOf(answer, "State")).toBe("silenced by op-7k3m9x");
  expect(factOf(answer, "Likely cause")).toBe("It is off.");
  expect(linesOf(answer, "What happened")[1]).toContain("silenced by op-7k3m9x : Drain pi-1");
  expect(faults).toEqual([]);
});
