// The loop around schedules: once each, on one replica, also after an outage, a crash or a clock that was set.
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { setAlarms } from "#src/schedule/alarms.ts";
import type { Schedule } from "#src/schedule/schedule.ts";
import { createScheduler, type Scheduler } from "#src/schedule/scheduler.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";

const hour = 3_600_000;
const morning: Schedule = {
  ...{ name: "morning", at: "0 8 * * *", zone: "UTC", channel: "C0OPS" },
  ...{ line: "digest", mayPropose: false },
};

let store: Store;
let clock: ReturnType<typeof handClock>;
let ran: string[];

beforeEach(() => {
  store = openSqlite(":memory:");
  clock = handClock(Date.parse("2026-11-22T07:00:00Z"));
  ran = [];
});
afterEach(() => store.close());

type More = Partial<Parameters<typeof createScheduler>[0]>;

function given(more: More = {}): Scheduler {
  return createScheduler({
    schedules: [morning],
    ...{ store, clock, log: silentLog, me: "one" },
    alarms: () => ({ stop: () => undefined }),
    run: async ({ name }, due) => {
      ran.push(`${name} ${new Date(due).toISOString().slice(0, 16)}`);
      return "ran";
    },
    ...more,
  });
}

async function after(ms: number, ...schedulers: readonly Scheduler[]): Promise<void> {
  await clock.advance(ms);
  for (const each of schedulers) await each.lookAtAll();
}

test("what is due runs once, at its time, day after day", async () => {
  const scheduler = given();
  await scheduler.lookAtAll();
  for (let quarter = 0; quarter < 4 * 26; quarter++) await after(hour / 4, scheduler);
  expect(ran).toEqual(["morning 2026-11-22T08:00", "morning 2026-11-23T08:00"]);
});

test("by itself it looks every ten seconds, and stops when it is told to", async () => {
  const scheduler = given();
  scheduler.start();
  await clock.advance(hour + 10_000);
  expect(ran).toEqual(["morning 2026-11-22T08:00"]);
  await scheduler.stop();
  expect(await store.duty("schedules")).toBeUndefined();
});

test("what was missed for days is made up once, by whichever process comes next", async () => {
  await given().lookAtAll();
  await clock.advance(5 * 24 * hour);
  const next = given({ me: "two" });
  await next.lookAtAll();
  expect(ran).toEqual([]);
  await after(60_000, next, next);
  expect(ran).toEqual(["morning 2026-11-26T08:00"]);
});

test("of two replicas one runs it; the other does when that one falls silent", async () => {
  const [one, two] = [given(), given({ me: "two" })];
  await one.lookAtAll();
  await two.lookAtAll();
  await after(hour, one, two);
  expect(ran).toEqual(["morning 2026-11-22T08:00"]);
  await after(24 * hour, two);
  await after(60_000, two);
  expect(ran).toEqual(["morning 2026-11-22T08:00", "morning 2026-11-23T08:00"]);
});

test("a run that ends the process is tried once more by the next, and then given up until it is due again", async () => {
  let dies = true;
  const dying: More = {
    run: async () => {
      ran.push("died");
      // As a process that is gone: nothing comes after.
      return dies ? new Promise(() => undefined) : "ran";
    },
  };
  await given(dying).lookAtAll();
  await clock.advance(hour);
  for (let process = 0; process < 3; process++) {
    void given(dying).lookAtAll();
    await clock.settle();
  }
  expect(ran).toEqual(["died", "died"]);
  dies = false;
  await after(24 * hour, given());
  expect(ran.at(-1)).toBe("morning 2026-11-23T08:00");
});

test("while nobody can be told it stays due, and runs as soon as somebody can", async () => {
  let away = true;
  const scheduler = given({
    run: async (_schedule, due) => {
      if (away) return "later";
      ran.push(new Date(due).toISOString());
      return "ran";
    },
  });
  await scheduler.lookAtAll();
  for (let times = 0; times < 20; times++) await after(times === 0 ? hour : 10_000, scheduler);
  expect(ran).toEqual([]);
  away = false;
  await after(10_000, scheduler, scheduler);
  expect(ran).toEqual(["2026-11-22T08:00:00.000Z"]);
});

test("a run that fails by a bug of ours is over, and the next schedule has its turn", async () => {
  const evening = { ...morning, name: "evening" };
  const scheduler = given({
    schedules: [morning, evening],
    run: async ({ name }) => {
      ran.push(name);
      if (name === "morning") throw new Error("a bug");
      return "ran";
    },
  });
  await scheduler.lookAtAll();
  await after(hour, scheduler, scheduler);
  expect(ran).toEqual(["morning", "evening"]);
});

test("a clock that is set back runs nothing twice, and one that is set forward for a while nothing for the days between", async () => {
  const scheduler = given();
  await scheduler.lookAtAll();
  await after(hour, scheduler);
  clock.setBack(2 * hour);
  await after(1_000, scheduler);
  expect(ran).toEqual(["morning 2026-11-22T08:00"]);
  clock.setBack(-30 * 24 * hour);
  await after(1_000, scheduler);
  clock.setBack(30 * 24 * hour);
  await after(1_000, scheduler, scheduler);
  expect(ran).toHaveLength(2);
});

test("a database that is away for a minute costs a minute", async () => {
  let away = false;
  const scheduler = given({
    store: {
      ...store,
      scheduleRuns: () => (away ? Promise.reject(new Error("gone")) : store.scheduleRuns()),
    },
  });
  await scheduler.lookAtAll();
  away = true;
  await after(hour, scheduler);
  away = false;
  await after(60_000, scheduler);
  expect(ran).toEqual(["morning 2026-11-22T08:00"]);
});

test("who asks what is scheduled hears when it is next, the soonest first", async () => {
  const scheduler = given({ schedules: [morning, { ...morning, name: "soon", at: "30 7 * * *" }] });
  await scheduler.lookAtAll();
  const all = await scheduler.list();
  expect(all.map(({ name, next }) => [name, new Date(next).toISOString().slice(11, 16)])).toEqual([
    ["soon", "07:30"],
    ["morning", "08:00"],
  ]);
  expect(all[0]?.doneUntil).toBe(clock.now());
});

test("an alarm of node-schedule wakes it at the second", async () => {
  let set: { stop: () => void } | undefined;
  const woken = new Promise<void>((resolve) => {
    set = setAlarms([{ at: "* * * * * *", zone: "Europe/Berlin" }], resolve);
  });
  await woken;
  set?.stop();
  expect(setAlarms([], () => undefined)).toHaveProperty("stop");
});

test("an alarm only wakes: between two looks it is what makes a run punctual", async () => {
  let wake: () => void = () => undefined;
  const scheduler = given({
    alarms: (_all, ring) => {
      wake = ring;
      return { stop: () => undefined };
    },
  });
  await clock.advance(3_000);
  scheduler.start();
  await clock.advance(hour - 3_000);
  expect(ran).toEqual([]);
  wake();
  await clock.settle();
  expect(ran).toEqual(["morning 2026-11-22T08:00"]);
  await scheduler.stop();
});
