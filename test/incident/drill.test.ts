// A drill goes the way of every incident, and hides none.
import { expect, test } from "vitest";
import { chainOf } from "#src/card/drill-chain.ts";
import { decideIncident } from "#src/incident/decide-incident.ts";
import { drilledOn, drillOf } from "#src/incident/drill.ts";
import type { Incident } from "#src/incident/incident.ts";
import { minute, pace } from "./series.ts";

const wanted = {
  rule: { alert: "KubeAPIDown", severity: "critical" },
  ...{ cluster: "home", by: "U1", where: { channel: "C0OPS" } },
} as const;

const looked = (incident: Incident, now: number) => drilledOn(incident, pace, now);

test("it fires at the next look, is over once somebody has taken it, and says how long each took", () => {
  const fired = looked(drillOf(wanted, "in-1", 0), 2_000);
  expect(fired).toMatchObject({ state: "firing", drill: true, toldAs: "critical" });
  const taken = decideIncident(fired, { verdict: "ack", by: "U2" }, 9_000);
  const over = looked(looked(taken, 10_000), 12_000);
  expect(over.state).toBe("resolved");
  expect(looked(over, 14_000)).toBe(over);
  expect(chainOf(over, 3_000)).toBe(
    "detected after 2 s, told after 3 s, taken after 9 s, resolved after 12 s",
  );
});

test("what nobody takes ends by itself, and says so by what is missing", () => {
  const fired = looked(drillOf(wanted, "in-1", 0), 2_000);
  const later = looked(fired, 9 * minute);
  expect(later.state).toBe("firing");
  const over = looked(looked(later, 10 * minute), 10 * minute + 2_000);
  expect(over.state).toBe("resolved");
  expect(chainOf(over, undefined)).toBe("detected after 2 s, resolved after 10 min");
});
