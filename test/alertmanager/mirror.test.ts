// What is silenced in chat is silenced in Alertmanager: once, also when answers are lost, it is away, or we are killed meanwhile.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectAlertmanager } from "#src/alertmanager/alertmanager.ts";
import { createMirror, type Mirror } from "#src/alertmanager/mirror.ts";
import { silentLog } from "#src/base/log.ts";
import { createSilences, type NewSilence } from "#src/incident/silences.ts";
import { openStore } from "#src/store/open.ts";
import type { Store } from "#src/store/store.ts";
import { type SimulatedAlertmanager, startAlertmanager } from "../../playground/alertmanager/alertmanager.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { givenIncident } from "../incident/given-incident.ts";

const minute = 60_000;
let clock: HandClock;
let store: Store;
let there: SimulatedAlertmanager;
let ids = 0;
const heard: string[] = [];
const mirrors: Mirror[] = [];

beforeEach(async () => {
  clock = handClock();
  store = await openStore(join(mkdtempSync(join(tmpdir(), "mirror-")), "w.db"));
  there = await startAlertmanager({ now: clock.now });
});
afterEach(async () => {
  heard.length = 0;
  for (const each of mirrors.splice(0)) await each.stop();
  await there.close();
  await store.close();
});

function mirror({ labels = {}, me = "one" } = {}): Mirror {
  const authorization = () => "Bearer hunter2hunter2";
  const alertmanager = connectAlertmanager({ url: `${there.url}/`, authorization });
  const made = createMirror({
    watched: new Map([["home", { alertmanager, labels }]]),
    nameOf: async (id) => `Ann (${id})`,
    heard: async (incident, isThere) => void heard.push(`${incident} ${isThere ? "there" : "gone"}`),
    ...{ store, me, clock, log: silentLog },
  });
  mirrors.push(made);
  return made;
}

function silences() {
  return createSilences({
    store,
    controlPlanes: () => new Set<string>(),
    newId: () => `si-${++ids}`,
    redact: (text) => text,
    clock,
  });
}

function add(more: Partial<NewSilence> = {}) {
  const from = clock.now();
  const until = from + 60 * minute;
  return silences().add({ cluster: "home", from, until, by: "U0ANN", why: "moving racks", ...more });
}

const open = () => there.silences().filter(({ status }) => status.state !== "expired");
const posts = () => there.asked().filter(({ line }) => line === "POST /api/v2/silences");

test.each([
  [{}, {}, 'alertname=~".+"'],
  [{}, { cluster: "home" }, 'cluster="home"'],
  [{ alert: "KubeNodeNotReady" }, { cluster: "home" }, 'cluster="home",alertname="KubeNodeNotReady"'],
  [{ about: "node/pi-1" }, {}, 'node="pi-1"'],
  [{ about: "namespace/shop" }, {}, 'namespace="shop"'],
  [{ about: "deployment/shop/web", alert: "X" }, {}, 'alertname="X",namespace="shop",deployment="web"'],
  [{ about: "job/shop/nightly" }, {}, 'namespace="shop",job_name="nightly"'],
] as const)(
  "a silence with %o, where %o are its cluster's labels, is %s there",
  async (more, labels, said) => {
    const { id, until } = await add(more);
    expect(await mirror({ labels }).now("home", id)).toMatchObject({ state: "made" });
    const [silence] = open();
    const matchers = silence?.matchers.map(
      (each) => `${each.name}=${each.isRegex ? "~" : ""}"${each.value}"`,
    );
    expect(matchers?.join()).toBe(said);
    expect(silence).toMatchObject({
      createdBy: "Ann (U0ANN)",
      comment: `moving racks (Wheelhouse ${id})`,
      endsAt: new Date(Number(until)).toISOString(),
    });
  },
);

test("ended in chat is ended there, and a cluster without an Alertmanager has none of it", async () => {
  const { id } = await add();
  const all = mirror();
  await all.now("home", id);
  await silences().remove(id, "U0ANN");
  expect(await all.now("home", id)).toMatchObject({ state: "over" });
  expect(open()).toEqual([]);
  const elsewhere = await add({ cluster: "attic" });
  expect(await all.now("attic", elsewhere.id)).toBeUndefined();
});

test("a lost answer makes no second silence, nor does another process", async () => {
  const { id } = await add();
  there.fail("loses answers");
  const lost = await mirror().now("home", id);
  expect([lost?.state, lost?.trouble]).toEqual(["owed", "it did not answer"]);
  there.fail(undefined);
  await mirrors.splice(0)[0]?.stop();
  expect(await mirror().now("home", id)).toMatchObject({ state: "made" });
  expect([open().length, posts().length]).toEqual([1, 1]);
});

test("what was ended in chat while the answer was lost does not stay there", async () => {
  const { id } = await add();
  const all = mirror();
  there.fail("loses answers");
  await all.now("home", id);
  await silences().remove(id, "U0ANN");
  there.fail(undefined);
  expect(await all.now("home", id)).toMatchObject({ state: "over" });
  expect(open()).toEqual([]);
});

test.each([
  [503, "it says: as it was told to"],
  [401, "it does not let me in (401)"],
  [400, "it says: as it was told to"],
])("a %i is told, tried again a minute later, and made once in the end", async (status, trouble) => {
  const { id } = await add();
  const all = mirror();
  all.start();
  there.fail({ status });
  expect(await all.now("home", id)).toMatchObject({ state: "owed", trouble });
  const tried = there.asked().length;
  await clock.advance(30_000);
  expect(there.asked()).toHaveLength(tried);
  there.fail(undefined);
  await clock.advance(40_000);
  await expect.poll(() => open().length).toBe(1);
  expect(await all.now("home", id)).not.toHaveProperty("trouble");
  expect(posts()).toHaveLength(1);
});

test("until it clears is moved on while it lasts, and ends by itself a few hours after us", async () => {
  const { id } = await add({ until: "clear" });
  const all = mirror();
  await all.now("home", id);
  const ends = () => Date.parse(open()[0]?.endsAt ?? "") - clock.now();
  expect(ends()).toBe(360 * minute);
  await clock.advance(200 * minute);
  await all.now("home", id);
  expect([open().length, ends()]).toEqual([1, 360 * minute]);
});

test("what somebody ended there stays ended", async () => {
  const { id } = await add({ until: "clear" });
  const all = mirror();
  const made = await all.now("home", id);
  await connectAlertmanager({ url: there.url, authorization: () => undefined }).expire(
    made?.theirs ?? "",
    AbortSignal.timeout(60_000),
  );
  await clock.advance(200 * minute);
  expect(await all.now("home", id)).toMatchObject({ state: "over" });
  await all.now("home", id);
  expect(open()).toEqual([]);
});

async function silencedOnItsCard(): Promise<Mirror> {
  await fire();
  const plain = connectAlertmanager({ url: there.url, authorization: () => undefined });
  const [alert] = await plain.alerts(AbortSignal.timeout(60_000));
  const subject = { kind: "Alert", name: `prometheus/${alert?.fingerprint}` };
  const problem = { alert: "Full", severity: "critical", subject, summary: "full", remedies: [] } as const;
  const silenced = { by: "U0ANN", until: "clear", why: "known" } as const;
  const incident = givenIncident({
    ...{ id: "in-1", alert: "Full", subject, state: "silenced", silenced },
    reported: { from: "prometheus", startsAt: clock.now(), problem },
    trail: [{ at: clock.now(), what: "silenced", by: "U0ANN" }],
  });
  await store.incidents.add({ next: incident, entries: [] });
  const all = mirror();
  await all.now("home", "in-1");
  return all;
}

/** As Prometheus does while it is so, and for the last time when it is over. */
async function fire(more: object = {}): Promise<void> {
  const labels = { alertname: "Full", volume: "db-0" };
  const body = JSON.stringify([{ labels, ...more }]);
  await fetch(`${there.url}/api/v2/alerts`, { method: "POST", body });
}

test("an alert of its own that is silenced on its card is silenced by all its labels", async () => {
  const all = await silencedOnItsCard();
  expect(open().map(({ matchers }) => matchers.map(({ name, value }) => `${name}=${value}`))).toEqual([
    ["alertname=Full", "volume=db-0"],
  ]);
  await store.incidents.change("in-1", (before) => ({ next: { ...before, state: "firing" }, entries: [] }));
  await all.now("home", "in-1");
  expect(open()).toEqual([]);
});

test("of an alert that is silenced there it is asked whether it is over, as nobody says so", async () => {
  const all = await silencedOnItsCard();
  await clock.advance(2 * minute);
  await all.now("home", "in-1");
  expect(new Set(heard.splice(0))).toEqual(new Set(["in-1 there"]));
  await fire({ endsAt: new Date(clock.now()).toISOString() });
  await clock.advance(2 * minute);
  await all.now("home", "in-1");
  // It might only have been restarted.
  expect(heard).toEqual([]);
  await clock.advance(5 * minute);
  await all.now("home", "in-1");
  expect(heard).toEqual(["in-1 gone"]);
});

test("nothing is asked while there is nothing to do, and the token is in no answer", async () => {
  const all = mirror();
  all.start();
  await clock.advance(10 * minute);
  expect(there.asked()).toEqual([]);
  const { id } = await add();
  await all.now("home", id);
  expect(new Set(there.asked().map(({ authorization }) => authorization))).toEqual(
    new Set(["Bearer hunter2hunter2"]),
  );
  const asked = there.asked().length;
  await clock.advance(10 * minute);
  expect(there.asked()).toHaveLength(asked);
});
