// Quiet hours: what waits until when, and that it is told as one message then.
import { expect, test } from "vitest";
import { type Quiet, quietUntil } from "#src/incident/quiet.ts";
import { minute, problem, series } from "./series.ts";

const night: Quiet = { from: "22:00", to: "07:00", zone: "Europe/Berlin", below: "critical" };

test.each([
  ["a winter evening", "2026-01-10T20:59:59Z", undefined],
  ["a winter night", "2026-01-10T21:00:00Z", "2026-01-11T06:00:00.000Z"],
  ["a summer night", "2026-07-10T20:00:00Z", "2026-07-11T05:00:00.000Z"],
  ["the night in which an hour is left out", "2026-03-28T23:30:10Z", "2026-03-29T05:00:00.000Z"],
  [
    "the night in which an hour comes twice, the first time",
    "2026-10-25T00:30:00Z",
    "2026-10-25T06:00:00.000Z",
  ],
  ["the same hour, the second time", "2026-10-25T01:30:00Z", "2026-10-25T06:00:00.000Z"],
  ["its last minute", "2026-01-11T05:59:59Z", "2026-01-11T06:00:00.000Z"],
  ["the minute after", "2026-01-11T06:00:00Z", undefined],
])("%s", (_name, at, until) => {
  const found = quietUntil(night, "warning", Date.parse(at));
  expect(found === undefined ? undefined : new Date(found).toISOString()).toBe(until);
});

test("hours within one day are quiet too, and what is severe enough never waits", () => {
  const noon: Quiet = { from: "12:00", to: "13:30", zone: "UTC", below: "warning" };
  const at = Date.parse("2026-01-10T13:00:00Z");
  expect(quietUntil(noon, "info", at)).toBe(at + 30 * minute);
  expect(quietUntil(noon, "warning", at)).toBeUndefined();
  expect(quietUntil(night, "critical", Date.parse("2026-01-10T23:00:00Z"))).toBeUndefined();
  expect(quietUntil(undefined, "info", at)).toBeUndefined();
});

const sick = ["w1", "w2", "w3"].map((name) => problem("KubeNodeNotReady", name));

test("what fires in quiet hours is one message when they end, and what is over by then is none", () => {
  const cluster = series({ forMs: 0, quietUntil: 60 });
  cluster.sees(sick);
  for (const at of [1, 30, 59]) {
    cluster.at(at);
    cluster.sees(sick.slice(0, 2));
  }
  expect(cluster.own()).toEqual([]);
  cluster.at(60);
  cluster.sees(sick.slice(0, 2));
  expect(cluster.own()).toMatchObject([{ alert: "AfterQuietHours", state: "firing" }]);
  expect(cluster.own()[0]?.summary).toContain("2 things");
});

test("a single one is told by itself when they end", () => {
  const cluster = series({ forMs: 0, quietUntil: 60 });
  cluster.sees(sick.slice(0, 1));
  cluster.at(60);
  cluster.sees(sick.slice(0, 1));
  expect(cluster.own()).toMatchObject([{ alert: "KubeNodeNotReady", state: "firing" }]);
});

test("what becomes critical in quiet hours is told at once", () => {
  const cluster = series({ forMs: 0, quietUntil: 60 });
  cluster.sees(sick.slice(0, 1));
  cluster.at(5);
  cluster.sees([problem("KubeNodeNotReady", "w1", { severity: "critical" })]);
  expect(cluster.own()).toMatchObject([{ state: "firing", toldAs: "critical" }]);
});

test("what was told before them stays as it is, and is not told again in them", () => {
  const cluster = series({ forMs: 0, quietUntil: 600, quietFrom: 10, pace: { repeatMs: 20 * minute } });
  for (const at of [0, 5, 11, 60]) {
    cluster.at(at);
    cluster.sees(sick.slice(0, 1));
  }
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing" });
  expect(cluster.one("KubeNodeNotReady").trail.map(({ what }) => what)).toEqual(["fired"]);
});
