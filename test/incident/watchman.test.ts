// The loop around the rules: what is stored, what is told, after crashes, with two replicas, with a database that is away.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Problem } from "#src/incident/rule.ts";
import { createWatchman, type Glance, type Watchman, type WatchmanParts } from "#src/incident/watchman.ts";
import { openStore } from "#src/store/open.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { minute, pace, problem } from "./series.ts";

const sick = problem("KubeNodeNotReady", "w1", { summary: "w1 is NotReady, password: hunter2hunter2" });

let store: Store;
let seen: Glance | undefined;
let told: Incident[];
let ids: number;
const clock = handClock();

beforeEach(async () => {
  store = await openStore(join(mkdtempSync(join(tmpdir(), "watchman-")), "w.db"));
  [seen, told, ids] = [{ problems: [], blind: new Set() }, [], 0];
  await store.noteLook("home", 0);
});

afterEach(() => store.close());

function start(more: Partial<WatchmanParts> = {}): Watchman {
  return createWatchman({
    clusters: ["home"],
    glance: () => seen,
    forMs: () => 2 * minute,
    silence: async () => () => undefined,
    store,
    pace,
    tell: async (incident) => void told.push(incident),
    diagnose: async () => undefined,
    newId: () => `in-${++ids}`,
    idFor: (text) => text,
    redact: (text) => text.replaceAll("hunter2hunter2", "•••"),
    me: "one",
    clock,
    log: silentLog,
    ...more,
  });
}

function sees(...problems: readonly Problem[]): void {
  seen = { problems, blind: new Set() };
}

async function after(minutes: number, watchman: Watchman): Promise<void> {
  await clock.advance(minutes * minute);
  await watchman.lookAtAll();
}

test("nothing is told of what is pending, then one message when it fires and one when it is over", async () => {
  const watchman = start();
  sees(sick);
  await watchman.lookAtAll();
  expect(told).toEqual([]);
  await after(2, watchman);
  await after(0.1, watchman);
  sees();
  await after(1, watchman);
  await after(1, watchman);
  expect(told.map(({ state, goneSince }) => [state, goneSince !== undefined])).toEqual([
    ["firing", false],
    ["firing", true],
    ["resolved", false],
  ]);
});

test("a restart neither floods nor forgets: what is known goes on where it was", async () => {
  sees(sick);
  const before = start();
  await before.lookAtAll();
  await after(2, before);
  const again = start();
  await again.lookAtAll();
  expect(told).toHaveLength(1);
  expect(await store.incidents.list({})).toHaveLength(1);
  sees();
  await after(1, again);
  await after(1, again);
  expect((await store.incidents.list({}))[0]?.state).toBe("resolved");
});

test("while a cluster is read for the first time nothing is over", async () => {
  const watchman = start();
  sees(sick);
  await watchman.lookAtAll();
  await after(2, watchman);
  seen = undefined;
  await after(30, watchman);
  expect((await store.incidents.list({}))[0]?.state).toBe("firing");
});

test("the first look at a sick cluster is one message, and a restart after it is none", async () => {
  sees(...["w1", "w2", "w3"].map((name) => problem("KubeNodeNotReady", name)));
  await start2("attic").lookAtAll();
  const alone = told.filter(({ explainedBy }) => !explainedBy);
  expect(new Set(alone.map(({ id }) => id)).size).toBe(1);
  expect(alone[0]?.alert).toBe("AlreadyWrong");
  told = [];
  await start2("attic").lookAtAll();
  expect(told).toEqual([]);
});

test("the first look waits for what was not read yet, so that it is one message too, and not for ever", async () => {
  const watchman = start2("shed");
  const ends = problem("KubeAPIServerCertificateExpiration", "cp1");
  seen = { problems: [sick], blind: new Set([ends.alert]), isUnread: true };
  await watchman.lookAtAll();
  expect(await store.incidents.list({})).toEqual([]);
  sees(sick, ends);
  await after(0.1, watchman);
  const shown = told.filter(({ explainedBy }) => !explainedBy).map(({ alert }) => alert);
  expect(new Set(shown)).toEqual(new Set(["AlreadyWrong"]));

  const never = start2("cellar");
  seen = { problems: [sick], blind: new Set(), isUnread: true };
  await never.lookAtAll();
  await after(0.5, never);
  expect(await store.incidents.list({ cluster: "cellar" })).toHaveLength(1);
});

function start2(cluster: string): Watchman {
  return createWatchman({
    clusters: [cluster],
    glance: () => seen,
    forMs: () => 2 * minute,
    silence: async () => () => undefined,
    ...{ store, pace, clock },
    tell: async (incident) => void told.push(incident),
    diagnose: async () => undefined,
    newId: () => `in-${++ids}`,
    idFor: (text) => text,
    redact: (text) => text,
    me: "one",
    log: silentLog,
  });
}

test("of two replicas one looks; the other takes over when it falls silent, whatever their clocks say", async () => {
  const [one, two] = [start({ me: "one" }), start({ me: "two" })];
  sees(sick);
  await one.lookAtAll();
  await two.lookAtAll();
  await after(2, one);
  await two.lookAtAll();
  expect(told).toHaveLength(1);
  sees();
  await two.lookAtAll();
  await after(0.4, two);
  await after(1, two);
  await after(1, two);
  expect((await store.incidents.list({}))[0]?.state).toBe("resolved");
});

test("what could not be told is told a minute later", async () => {
  let away = true;
  const watchman = createWatchman({
    clusters: ["home"],
    glance: () => seen,
    forMs: () => 0,
    silence: async () => () => undefined,
    ...{ store, pace, clock },
    tell: async (incident) => {
      if (away) throw new Error("the disk is full");
      told.push(incident);
    },
    diagnose: async () => undefined,
    newId: () => `in-${++ids}`,
    idFor: (text) => text,
    redact: (text) => text,
    me: "one",
    log: silentLog,
  });
  sees(sick);
  await watchman.lookAtAll();
  away = false;
  await after(1, watchman);
  expect(told.map(({ state }) => state)).toEqual(["firing"]);
});

test("a database that is away for a minute costs a minute, not an incident", async () => {
  let away = false;
  const incidents: Store["incidents"] = {
    ...store.incidents,
    list: (wanted) => (away ? Promise.reject(new Error("connection refused")) : store.incidents.list(wanted)),
  };
  const watchman = start({ store: { ...store, incidents } });
  sees(sick);
  await watchman.lookAtAll();
  away = true;
  await after(1, watchman);
  away = false;
  await after(1, watchman);
  expect(told.map(({ state }) => state)).toEqual(["firing"]);
});

test("what a person decides is kept with its row of the audit, and secrets in summaries are not", async () => {
  const watchman = start();
  sees(sick);
  await watchman.lookAtAll();
  await after(2, watchman);
  const incident = await watchman.decide("in-1", { verdict: "ack", by: "U1" });
  expect(incident).toMatchObject({ state: "acknowledged", acknowledged: { by: "U1" } });
  const rows = await Array.fromAsync(store.audit());
  expect(rows.map(({ event, by }) => [event, by])).toEqual([
    ["incident-fired", undefined],
    ["incident-acknowledged", "U1"],
  ]);
  expect(JSON.stringify([rows, await store.incidents.list({})])).not.toContain("hunter2");
});

test("what comes and goes before anybody was told uses one row", async () => {
  const watchman = start();
  for (let times = 0; times < 5; times++) {
    sees(sick);
    await after(1, watchman);
    sees();
    await after(1, watchman);
  }
  expect(await store.incidents.list({})).toHaveLength(1);
  expect(told).toEqual([]);
});

test("the cause is found after the first message, kept with it, and told by drawing the card anew", async () => {
  const line = "password: hunter2hunter2";
  const watchman = start({
    diagnose: async () => ({ words: "w", line, of: "o", certainty: "sure", fix: "f", remedies: [] }),
  });
  sees(sick);
  await watchman.lookAtAll();
  await after(2, watchman);
  expect(told.map(({ cause }) => cause)).toEqual([undefined]);
  await after(0.1, watchman);
  await clock.settle();
  await watchman.stop();
  expect(told.at(-1)?.cause).toMatchObject({ words: "w", line: "password: •••" });
});

test("what is open of a cluster that is configured no more is over, and says why", async () => {
  sees(sick);
  const before = start2("attic");
  await before.lookAtAll();
  await after(2, before);
  expect((await store.incidents.list({ cluster: "attic" })).map(({ state }) => state)).toContain("firing");
  sees();
  await start().lookAtAll();
  const left = await store.incidents.list({ cluster: "attic" });
  expect(left.map(({ state }) => state)).toEqual(left.map(() => "resolved"));
  expect(left[0]?.trail.at(-1)).toMatchObject({ words: "attic is not configured any more" });
});

test("a drill is told, taken and over while real incidents go on, which it does not hide", async () => {
  const watchman = start({ forMs: () => 0 });
  const rule = { alert: "KubeAPIDown", severity: "critical" } as const;
  const { id } = await watchman.drill({ rule, cluster: "home", by: "U1", where: { channel: "C0OPS" } });
  expect(told).toEqual([]);
  sees(sick);
  await watchman.lookAtAll();
  expect(told.map(({ alert, explainedBy }) => [alert, explainedBy])).toEqual([
    ["KubeNodeNotReady", undefined],
    ["KubeAPIDown", undefined],
  ]);
  await watchman.decide(id, { verdict: "ack", by: "U2" });
  await after(0.1, watchman);
  await after(0.1, watchman);
  const states = (await store.incidents.list({})).map(({ alert, state }) => [alert, state]);
  expect(new Map(states.map(([alert, state]) => [alert, state]))).toEqual(
    new Map([
      ["KubeAPIDown", "resolved"],
      ["KubeNodeNotReady", "firing"],
    ]),
  );
});

test("a clock that somebody sets back or forward makes no incident and ends none", async () => {
  const watchman = start();
  sees(sick);
  await watchman.lookAtAll();
  await after(2, watchman);
  clock.setBack(3 * 60 * minute);
  await after(0.1, watchman);
  clock.setBack(-6 * 60 * minute);
  await after(0.1, watchman);
  expect((await store.incidents.list({})).map(({ state }) => state)).toEqual(["firing"]);
});

test("a process that dies between storing and telling leaves it to the next, which tells it once", async () => {
  const dying = start({
    tell: async () => {
      throw new Error("killed");
    },
  });
  sees(sick);
  await dying.lookAtAll();
  await after(2, dying);
  expect((await store.incidents.list({}))[0]?.state).toBe("firing");
  const next = start();
  await next.lookAtAll();
  await after(2, next);
  expect(told.map(({ state }) => state)).toEqual(["firing"]);
});

test("a node that is deleted while it fires is over", async () => {
  const watchman = start();
  sees(sick);
  await watchman.lookAtAll();
  await after(2, watchman);
  sees();
  await after(1, watchman);
  await after(1, watchman);
  expect(told.at(-1)?.state).toBe("resolved");
});

test("a thousand nodes that go at once are told in one message, before any of them is kept, and drawn anew once a look", async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => problem("KubeNodeNotReady", `n${at}`));
  const keptThen: number[] = [];
  const watchman = start({
    tell: async (incident) => {
      told.push(incident);
      if (keptThen.length === 0) keptThen.push((await store.incidents.list({ limit: 10_000 })).length);
    },
  });
  sees(...many.map((each) => ({ ...each, since: clock.now() - 10 * minute })));
  await watchman.lookAtAll();
  expect(told[0]?.alert).toBe("AlertStorm");
  expect(keptThen[0]).toBeLessThan(5);
  expect(await store.incidents.list({ limit: 10_000 })).toHaveLength(1_001);
  const messages = () => new Set(told.filter(({ toldAs }) => toldAs !== undefined).map(({ id }) => id));
  expect(messages().size).toBe(1);
  sees();
  await after(1, watchman);
  await after(1, watchman);
  await after(1, watchman);
  await after(1, watchman);
  expect(messages().size).toBe(1);
  const storms = told.filter(({ alert }) => alert === "AlertStorm");
  expect(storms.at(-1)?.state).toBe("resolved");
  expect(storms.length).toBeLessThan(10);
});

test("when it came round and what it looked at is known, also while the database is away", async () => {
  let away = false;
  const incidents: Store["incidents"] = {
    ...store.incidents,
    list: (wanted) => (away ? Promise.reject(new Error("connection refused")) : store.incidents.list(wanted)),
  };
  const [one, two] = [start({ store: { ...store, incidents } }), start({ me: "two" })];
  expect(one.pulse()).toEqual({ turnedAt: undefined, lookedAt: new Map() });
  await one.lookAtAll();
  await two.lookAtAll();
  const at = clock.ticks();
  expect(one.pulse()).toEqual({ turnedAt: at, lookedAt: new Map([["home", at]]) });
  expect(two.pulse()).toEqual({ turnedAt: at, lookedAt: new Map() });
  away = true;
  await after(1, one);
  expect(one.pulse()).toEqual({ turnedAt: clock.ticks(), lookedAt: new Map([["home", at]]) });
});

test("a clean stop gives the duty back, so that whoever comes next looks at once", async () => {
  const one = start({ me: "one" });
  await one.lookAtAll();
  await one.stop();
  sees(sick);
  const two = start({ me: "two" });
  await two.lookAtAll();
  expect(await store.incidents.list({})).toHaveLength(1);
});
