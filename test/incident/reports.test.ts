// What another system reports: kept once, told by the look, over when the other says so.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Report } from "#src/incident/reported.ts";
import { mostOpen } from "#src/incident/reports.ts";
import { createWatchman, type Glance, type Watchman } from "#src/incident/watchman.ts";
import { incidentIdFor, newId } from "#src/operation/id.ts";
import { openStore } from "#src/store/open.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { minute, pace, problem } from "./series.ts";

let store: Store;
let seen: Glance;
let told: Incident[];
const clock = handClock();
const watchmen: Watchman[] = [];

beforeEach(async () => {
  store = await openStore(join(mkdtempSync(join(tmpdir(), "reports-")), "w.db"));
  [seen, told] = [{ problems: [], blind: new Set() }, []];
  await store.noteLook("home", 0);
});
afterEach(async () => {
  for (const each of watchmen.splice(0)) await each.stop();
  await store.close();
});

function start(me = "one", heardForMs: (door: string) => number = () => 300 * minute): Watchman {
  const watchman = createWatchman({
    clusters: ["home"],
    glance: () => seen,
    forMs: () => 2 * minute,
    silence: async () => () => undefined,
    pace: { ...pace, heardForMs },
    ...{ store, me, clock, log: silentLog },
    tell: async (incident) => void told.push(incident),
    diagnose: async () => undefined,
    newId: () => newId("in"),
    idFor: incidentIdFor,
    redact: (text) => text.replaceAll("hunter2hunter2", "•••"),
  });
  watchmen.push(watchman);
  return watchman;
}

const began = clock.now();

function report(more: Partial<Report> = {}): Report {
  return {
    from: "prometheus",
    fingerprint: "c8f1ad3e0b5d7e21",
    alert: "KubeNodeNotReady",
    severity: "critical",
    summary: "w1 is gone, says hunter2hunter2",
    remedies: [],
    startsAt: began,
    isOver: false,
    ...more,
  };
}

const states = async () => (await store.incidents.list({ cluster: "home" })).map(({ state }) => state);

async function later(minutes: number, watchman: Watchman): Promise<void> {
  await clock.advance(minutes * minute);
  await watchman.lookAtAll();
}

test("it is told at the next look, once however often it is sent, and is over when the sender says so", async () => {
  const watchman = start();
  await watchman.report("home", [report()]);
  await watchman.report("home", [report(), report()]);
  await watchman.lookAtAll();
  expect(told.map(({ state, summary }) => [state, summary])).toEqual([["firing", "w1 is gone, says •••"]]);
  await later(1, watchman);
  await later(20, watchman);
  expect(await states()).toEqual(["firing"]);
  await watchman.report("home", [report({ isOver: true })]);
  await watchman.report("home", [report({ isOver: true })]);
  await later(0.1, watchman);
  await later(0.1, watchman);
  expect(await states()).toEqual(["resolved"]);
});

test("our own rules neither end it nor are explained by it, and a cluster out of sight changes nothing", async () => {
  const watchman = start();
  const own = problem("KubePodNotReady", "w1", { nodes: ["prometheus/c8f1ad3e0b5d7e21"] });
  seen = { problems: [own], blind: new Set() };
  await watchman.report("home", [report({ alert: "KubeAPIDown" })]);
  await watchman.lookAtAll();
  await later(3, watchman);
  const all = await store.incidents.list({ cluster: "home" });
  expect(all.map(({ explainedBy }) => explainedBy)).toEqual([undefined, undefined]);
  seen = { problems: [problem("KubeAPIDown", "home")], blind: "all" };
  await later(3, watchman);
  const there = (await store.incidents.list({ cluster: "home" })).find(({ reported }) => reported);
  expect([there?.state, there?.explainedBy]).toEqual(["firing", undefined]);
  await watchman.report("home", [report({ alert: "KubeAPIDown", isOver: true })]);
  await later(0.1, watchman);
  await later(0.1, watchman);
  expect((await store.incidents.find(there?.id ?? ""))?.state).toBe("resolved");
});

test("what two replicas hear at once is one incident", async () => {
  const [one, other] = [start("one"), start("two")];
  await Promise.all([one.report("home", [report()]), other.report("home", [report()])]);
  expect(await states()).toHaveLength(1);
});

test("a notification that crossed the last one is not news; the alert that came back is", async () => {
  const watchman = start();
  await watchman.report("home", [report()]);
  await watchman.lookAtAll();
  await watchman.report("home", [report({ isOver: true })]);
  await watchman.report("home", [report()]);
  await later(0.1, watchman);
  await later(0.1, watchman);
  expect(await states()).toEqual(["resolved"]);
  await watchman.report("home", [report({ startsAt: clock.now() })]);
  await watchman.lookAtAll();
  expect(await states()).toEqual(["firing"]);
  // Of the time before.
  await watchman.report("home", [report({ isOver: true })]);
  await later(1, watchman);
  await later(1, watchman);
  expect(await states()).toEqual(["firing"]);
});

test("what was over before anybody looked is told to nobody, and told when it comes back", async () => {
  const watchman = start();
  await watchman.report("home", [report()]);
  await watchman.report("home", [report({ isOver: true })]);
  await watchman.lookAtAll();
  expect([told, await states()]).toEqual([[], ["resolved"]]);
  await watchman.report("home", [report({ startsAt: clock.now() + 1 })]);
  await watchman.lookAtAll();
  expect(told).toHaveLength(1);
  await later(30, watchman);
  expect(await states()).toEqual(["firing"]);
});

test("many at once are one message", async () => {
  const watchman = start();
  const many = Array.from({ length: 30 }, (_, each) => report({ fingerprint: `${each}` }));
  await watchman.report("home", many);
  await watchman.lookAtAll();
  expect(new Set(told.filter(({ explainedBy }) => !explainedBy).map(({ alert }) => alert))).toEqual(
    new Set(["AlertStorm"]),
  );
});

test("a sender gone wild is told to wait, and what it said before goes on", async () => {
  const watchman = start();
  const many = Array.from({ length: mostOpen + 1 }, (_, each) => report({ fingerprint: `${each}` }));
  expect(await watchman.report("home", many)).toBe(false);
  expect(await watchman.report("home", [report({ fingerprint: "0", isOver: true })])).toBe(true);
});

test("what a sender says of an alert that nobody knew is nothing when it is over", async () => {
  const watchman = start();
  expect(await watchman.report("home", [report({ isOver: true })])).toBe(true);
  expect(await states()).toEqual([]);
});

test("an alert that is called like one of our messages about many is one of its own", async () => {
  const watchman = start();
  await watchman.report("home", [report({ alert: "AlertStorm" })]);
  await watchman.lookAtAll();
  await watchman.report("home", [report({ alert: "Other", fingerprint: "0" })]);
  await watchman.lookAtAll();
  const all = await store.incidents.list({ cluster: "home" });
  expect(all.map(({ state, explainedBy }) => [state, explainedBy])).toEqual([
    ["firing", undefined],
    ["firing", undefined],
  ]);
});

test("what its sender says nothing of any more is unknown, and over a day later; a repeat keeps it", async () => {
  const watchman = start();
  await watchman.report("home", [report()]);
  await watchman.lookAtAll();
  await later(299, watchman);
  await watchman.report("home", [report()]);
  await later(299, watchman);
  expect(await states()).toEqual(["firing"]);
  await later(2, watchman);
  expect(await states()).toEqual(["unknown"]);
  await watchman.report("home", [report()]);
  await watchman.lookAtAll();
  expect(await states()).toEqual(["firing"]);
  await later(301, watchman);
  await later(24 * 60, watchman);
  await later(1, watchman);
  expect(await states()).toEqual(["resolved"]);
  const [incident] = await store.incidents.list({ cluster: "home" });
  expect(incident?.trail.at(-1)?.words).toContain("prometheus has said nothing of it for");
});

test("what came in at a door that is configured no more is over, and says why", async () => {
  await start("one").report("home", [report()]);
  await watchmen[0]?.lookAtAll();
  await watchmen.splice(0)[0]?.stop();
  const without = start("two", () => 0);
  await without.lookAtAll();
  await later(1, without);
  expect(await states()).toEqual(["resolved"]);
  const [incident] = await store.incidents.list({ cluster: "home" });
  expect(incident?.trail.at(-1)?.words).toBe("prometheus is not configured any more");
});

test("where its sender is asked, it is as the answer says", async () => {
  const watchman = start();
  await watchman.report("home", [report()]);
  await watchman.lookAtAll();
  const [incident] = await store.incidents.list({ cluster: "home" });
  await later(299, watchman);
  await watchman.heard(incident?.id ?? "", true);
  await later(299, watchman);
  expect(await states()).toEqual(["firing"]);
  await watchman.heard(incident?.id ?? "", false);
  await later(1, watchman);
  await later(1, watchman);
  expect(await states()).toEqual(["resolved"]);
});
