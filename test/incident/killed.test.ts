// Killed at each of its writes, before it and after it, with the store kept: what people hear and what is written down is as if nothing had been.
import { afterEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Problem } from "#src/incident/rule.ts";
import { createWatchman, type Watchman } from "#src/incident/watchman.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { minute, pace, problem } from "./series.ts";

type Death = { readonly at: number; readonly when: "before" | "after" };

let open: Store | undefined;
afterEach(() => open?.close());

/** A process after the other over one store; the first dies at its write of that number. */
function given(death?: Death) {
  const [store, clock] = [openSqlite(":memory:"), handClock()];
  open = store;
  const told: Incident[] = [];
  let problems: readonly Problem[] = [];
  let [writes, ids, processes, isDead] = [0, 0, 0, false];

  function mortal<A extends unknown[], R>(work: (...given: A) => Promise<R>) {
    return async (...args: A): Promise<R> => {
      if (isDead) throw new Error("dead");
      writes += 1;
      const dies = writes === death?.at;
      if (dies && death.when === "before") isDead = true;
      if (isDead) throw new Error("killed");
      const done = await work(...args);
      if (dies) isDead = true;
      if (isDead) throw new Error("killed");
      return done;
    };
  }

  function begin(): Watchman {
    const { incidents } = store;
    processes += 1;
    const tell = async (incident: Incident) => void told.push(incident);
    const isFirst = processes === 1;
    const own = <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
      isFirst ? mortal(work) : work;
    return createWatchman({
      clusters: ["home"],
      glance: () => ({ problems, blind: new Set() }),
      forMs: () => 2 * minute,
      silence: async () => () => undefined,
      store: {
        ...store,
        takeDuty: own(store.takeDuty),
        noteLook: own(store.noteLook),
        incidents: {
          ...incidents,
          add: own(incidents.add),
          change: own(incidents.change),
          told: own(incidents.told),
        },
      },
      tell: own(tell),
      diagnose: async () => undefined,
      newId: () => `in-${++ids}`,
      idFor: (text: string) => text,
      redact: (text) => text,
      me: `process ${processes}`,
      ...{ pace, clock, log: silentLog },
    });
  }

  let watchman = begin();
  async function during(work: (each: Watchman) => Promise<unknown>): Promise<void> {
    await work(watchman).catch(() => undefined);
    if (!isDead) return;
    isDead = false;
    // Whoever comes next waits until the duty was not renewed for long enough, and whoever decided does so again.
    watchman = begin();
    await watchman.lookAtAll();
    await clock.advance(20_000);
    await watchman.lookAtAll();
    await work(watchman);
  }

  return {
    ...{ store, told },
    writes: () => writes,
    sees: (...all: readonly Problem[]) => {
      problems = all;
    },
    after: async (minutes: number) => {
      await clock.advance(minutes * minute);
      await during((each) => each.lookAtAll());
    },
    decide: (by: string) =>
      during(async (each) => {
        const [incident] = await store.incidents.list({});
        await each.decide(incident?.id ?? "none", { verdict: "ack", by });
      }),
  };
}

type World = ReturnType<typeof given>;

/** Noticed, told, taken, worse, taken again, over. */
async function oneNode(world: World): Promise<void> {
  await world.store.noteLook("home", 0);
  world.sees(problem("KubeNodeNotReady", "w1"));
  for (const minutes of [0, 2, 0.1]) await world.after(minutes);
  await world.decide("U1");
  world.sees(problem("KubeNodeNotReady", "w1", { severity: "critical" }));
  await world.after(0.1);
  await world.decide("U2");
  world.sees();
  for (const minutes of [0.1, 1, 1, 1]) await world.after(minutes);
}

/** Twelve at once, told as one, and all over. */
async function storm(world: World): Promise<void> {
  await world.store.noteLook("home", 0);
  const many = Array.from({ length: 12 }, (_, at) => problem("KubeNodeNotReady", `w${at}`, { since: 0 }));
  world.sees(...many);
  for (const minutes of [0, 0.1, 1]) await world.after(minutes);
  world.sees();
  for (const minutes of [0.1, 1, 1, 1, 1]) await world.after(minutes);
}

async function deathsOf(story: (world: World) => Promise<void>): Promise<readonly Death[]> {
  const world = given();
  await story(world);
  await world.store.close();
  return Array.from({ length: world.writes() }, (_, at) => at + 1).flatMap((at) => [
    { at, when: "before" as const },
    { at, when: "after" as const },
  ]);
}

async function eventsOf({ store }: World): Promise<readonly string[]> {
  return (await Array.fromAsync(store.audit())).map(({ event, by }) => [event, by].filter(Boolean).join(" "));
}

test("one incident, whenever its watcher dies", async () => {
  const deaths = await deathsOf(oneNode);
  expect(deaths.length).toBeGreaterThan(30);
  for (const death of deaths) {
    const world = given(death);
    await oneNode(world);
    const said = `${death.when} write ${death.at}`;
    const kept = await world.store.incidents.list({});
    expect(
      kept.map(({ state }) => state),
      said,
    ).toEqual(["resolved"]);
    expect(
      kept[0]?.trail.map(({ what }) => what),
      said,
    ).toEqual([...["fired", "acknowledged", "worsened", "acknowledged", "resolved"]]);
    // The message shows the record: whoever looks at it last sees how it ended.
    expect(world.told.at(-1), said).toEqual(kept[0]);
    expect(new Set(world.told.map(({ id }) => id)).size, said).toBe(1);
    expect(await eventsOf(world), said).toEqual([
      "incident-fired",
      "incident-acknowledged U1",
      "incident-acknowledged U2",
      "incident-resolved",
    ]);
    await world.store.close();
  }
  open = undefined;
});

test("a storm is one message, whenever its watcher dies, and none of it is lost", async () => {
  const deaths = (await deathsOf(storm)).filter(({ at }) => at <= 60 || at % 7 === 0);
  for (const death of deaths) {
    const world = given(death);
    await storm(world);
    const said = `${death.when} write ${death.at}`;
    const kept = await world.store.incidents.list({ limit: 100 });
    expect(new Set(kept.map(({ key }) => key)).size, said).toBe(13);
    expect(
      kept.filter(({ state }) => state !== "resolved"),
      said,
    ).toEqual([]);
    const ownMessages = kept.filter(({ toldAs }) => toldAs !== undefined);
    expect(
      ownMessages.map(({ alert }) => alert),
      said,
    ).toEqual(["AlertStorm"]);
    await world.store.close();
  }
  open = undefined;
});
