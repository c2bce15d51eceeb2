import { expect, test } from "vitest";
import type { Incident } from "#src/incident/incident.ts";
import { day, givenCluster, givenNode, hour, minute, now } from "../given.ts";
import { givenMachines } from "../hosts/given-machines.ts";
import { givenIncident } from "../incident/given-incident.ts";
import { givenOperation } from "../operation/given.ts";
import { askOf, hostile, linesOf, textsOf } from "./ask.ts";

function told(more: Partial<Incident>): Incident {
  return givenIncident({ toldAs: "critical", ...more });
}

const certificates = (untilMs: number) => ({
  at: now - hour,
  until: now + hour,
  value: [
    {
      of: "API server" as const,
      at: "10.0.0.10:6443",
      validity: { from: now - 350 * day, until: now + untilMs },
    },
  ],
});

const incidents = [
  told({ id: "in-open", firedAt: now - hour, since: now - 2 * hour }),
  told({
    id: "in-old",
    firedAt: now - 9 * day,
    since: now - 9 * day,
    acknowledged: { by: "U0BOB", at: now },
  }),
  told({
    id: "in-over",
    state: "resolved",
    since: now - 3 * hour,
    firedAt: now - 3 * hour,
    endedAt: now - hour,
  }),
  told({ id: "in-past", state: "resolved", firedAt: now - 9 * day, endedAt: now - 8 * day }),
  told({ id: "in-part", explainedBy: "in-open", toldAs: undefined }),
  told({ id: "in-drill", drill: true }),
];
const ran = givenOperation({
  id: "op-ran",
  state: "succeeded",
  startedAt: now - hour,
  endedAt: now - 50 * minute,
});
const operations = [
  {
    ...ran,
    by: "U0ANN" as const,
    votes: [{ by: "U0BOB" as const, verdict: "approve" as const, role: "approver" as const, at: now - hour }],
  },
  givenOperation({ id: "op-denied", state: "denied", endedAt: now - hour }),
  givenOperation({ id: "op-past", state: "succeeded", startedAt: now - 9 * day, endedAt: now - 9 * day }),
  { ...ran, id: "op-there", cluster: "attic" },
];

test("what went wrong, is over, is open, ends soon and was changed by whom since the day before", async () => {
  const cluster = givenCluster({ probes: { certificates: certificates(12 * day) } });
  const { answer, message, faults } = await askOf("digest", [cluster], { incidents, operations });
  expect(answer).toMatchObject({
    headline: "home over the last 24 h: 2 went wrong, 1 over, 2 open, 1 change and 1 certificate to end",
    tone: "bad",
  });
  expect(linesOf(answer, "Ends within 30 days")).toEqual([
    "The certificate of the API server at 10.0.0.10:6443 ends in 12 d",
  ]);
  const shown = textsOf(message);
  for (const id of ["in-open", "in-old", "in-over", "op-ran"]) expect(shown).toContain(id);
  for (const id of ["in-past", "in-part", "in-drill", "op-denied", "op-past", "op-there"])
    expect(shown).not.toContain(id);
  expect(shown).toContain('"user_id":"U0BOB"');
  expect(faults).toEqual([]);
});

test.each([
  ["a schedule since it ran last", { by: "schedule:weekly" as const }, "digest", "7 d"],
  ["a person since the newest digest", { by: "U0ANN" as const }, "digest", "16 h"],
  ["whoever says how far back, as far", { by: "U0ANN" as const }, "digest --for 3d", "3 d"],
])("%s hears it", async (_who, { by }, line, said) => {
  const daily = {
    ...{ name: "daily", at: "0 20 * * *", zone: "UTC", channel: "C0OPS", mayPropose: false },
    ...{ line: "digest", next: now + 8 * hour, doneUntil: now - 16 * hour },
  };
  const schedules = [daily, { ...daily, name: "weekly", doneUntil: now - 7 * day }];
  const { answer } = await askOf(line, [givenCluster()], { schedules, by });
  expect(answer.headline).toContain(`home over the last ${said}: nothing happened`);
});

test("certificates that nobody could read are not said to be well", async () => {
  const { answer } = await askOf("digest", [givenCluster()], {});
  expect(linesOf(answer, "Ends within 30 days")).toEqual(["Certificates could not be read lately."]);
});

test("hundreds of incidents with hostile words still fit a message", async () => {
  const many = Array.from({ length: 500 }, (_, at) => told({ id: `in-${at}`, summary: hostile.repeat(5) }));
  const { message, faults } = await askOf("digest", [givenCluster()], { incidents: many });
  expect(faults).toEqual([]);
  expect(message.text).not.toContain("<!channel>");
});

test("what can be had is a line with a button, as is the end of what runs; while neither is so nothing is said", async () => {
  const machines = await givenMachines();
  const { hosts } = machines;
  const at = (kubeletVersion: string) =>
    givenCluster({ nodes: [givenNode({ name: "cp1", roles: ["control-plane"], kubeletVersion })] });
  const newer = await askOf("digest", [at("v1.37.1")], { hosts });
  expect(linesOf(newer.answer, "Kubernetes")).toEqual(["1.37.1 runs; 1.37.2 and 1.38.0 can be had."]);
  expect(newer.answer.buttons?.[0]).toMatchObject({
    label: "Upgrade plan",
    line: "upgrade plan --cluster=home",
  });
  const ended = await askOf("digest", [at("v1.34.9")], {});
  expect(linesOf(ended.answer, "Kubernetes")).toEqual(["1.34 gets no patches any more, since 2026-10-27."]);
  const well = await askOf("digest", [at("v1.37.2")], {});
  expect(well.answer.parts.map((part) => "title" in part && part.title)).not.toContain("Kubernetes");
  expect(well.answer.buttons?.map(({ label }) => label)).toEqual(["Status", "Incidents"]);
  await machines.close();
});
