// When the cause of an incident is looked for, and how many at a time.
import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createEvidence } from "#src/incident/evidence.ts";
import type { Cause, Incident } from "#src/incident/incident.ts";
import { handClock } from "../hand-clock.ts";
import { givenIncident } from "./given-incident.ts";
import { minute } from "./series.ts";

const cause: Cause = { words: "w", line: "l", of: "o", certainty: "sure", fix: "f", remedies: [] };

function given(diagnose: (incident: Incident) => Promise<Cause | undefined>) {
  const clock = handClock();
  const asked: string[] = [];
  const found: string[] = [];
  const evidence = createEvidence({
    diagnose: (incident) => {
      asked.push(incident.id);
      return diagnose(incident);
    },
    found: async (id) => found.push(id),
    clock,
    log: silentLog,
  });
  return { clock, asked, found, evidence };
}

test("what fires is looked at once, and what was found is kept", async () => {
  const { evidence, asked, found, clock } = given(async () => cause);
  evidence.consider(givenIncident());
  await clock.settle();
  evidence.consider(givenIncident({ cause }));
  await clock.advance(60 * minute);
  evidence.consider(givenIncident({ cause }));
  expect([asked, found]).toEqual([["in-7k3m9x"], ["in-7k3m9x"]]);
});

test("without a cause it is looked at again after ten minutes, and at once when it has become worse", async () => {
  const { evidence, asked, clock } = given(async () => undefined);
  const incident = givenIncident();
  evidence.consider(incident);
  await clock.advance(9 * minute);
  evidence.consider(incident);
  expect(asked).toHaveLength(1);
  await clock.advance(minute);
  evidence.consider(incident);
  await clock.settle();
  evidence.consider({ ...incident, trail: [...incident.trail, { at: 1, what: "worsened" }] });
  expect(asked).toHaveLength(3);
});

test("a likely cause is looked at again after ten minutes, as a host that was off may be up by now", async () => {
  const { evidence, asked, clock } = given(async () => cause);
  const incident = givenIncident({ cause: { ...cause, certainty: "likely" } });
  evidence.consider(givenIncident());
  await clock.advance(9 * minute);
  evidence.consider(incident);
  expect(asked).toHaveLength(1);
  await clock.advance(minute);
  evidence.consider(incident);
  expect(asked).toHaveLength(2);
});

test("at most four are looked at at once, the others when somebody is free", async () => {
  const ends: (() => void)[] = [];
  const { evidence, asked, clock } = given(
    () => new Promise((resolve) => ends.push(() => resolve(undefined))),
  );
  const all = Array.from({ length: 6 }, (_, at) => givenIncident({ id: `in-${at}` }));
  for (const incident of all) evidence.consider(incident);
  expect(asked).toHaveLength(4);
  for (const end of ends) end();
  await clock.settle();
  for (const incident of all) evidence.consider(incident);
  expect(asked).toEqual(["in-0", "in-1", "in-2", "in-3", "in-4", "in-5"]);
});

test("one that does not come to an end is given up after 20 seconds, and one that fails hurts nobody", async () => {
  const { evidence, asked, clock } = given(({ id }) =>
    id === "in-bad" ? Promise.reject(new Error("no")) : new Promise(() => undefined),
  );
  evidence.consider(givenIncident({ id: "in-bad" }));
  for (let at = 0; at < 4; at++) evidence.consider(givenIncident({ id: `in-${at}` }));
  await clock.advance(21_000);
  evidence.consider(givenIncident({ id: "in-last" }));
  expect(asked.at(-1)).toBe("in-last");
});

test("members of a storm, drills and what is over are not looked at", async () => {
  const { evidence, asked } = given(async () => cause);
  evidence.consider(givenIncident({ explainedBy: "in-storm" }));
  evidence.consider(givenIncident({ alert: "AlertStorm" }));
  evidence.consider(givenIncident({ drill: true }));
  evidence.consider(givenIncident({ state: "resolved" }));
  evidence.consider(givenIncident({ state: "pending" }));
  expect(asked).toEqual([]);
});

test("a process that starts does not look again for what an earlier one found", async () => {
  const { evidence, asked } = given(async () => cause);
  evidence.consider(givenIncident({ cause }));
  expect(asked).toEqual([]);
});
