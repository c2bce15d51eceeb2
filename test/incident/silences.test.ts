// What is silenced: by a person for a while, in a maintenance window, until it clears; and by an operation that is at work.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem } from "#src/incident/rule.ts";
import { createSilences, type NewSilence } from "#src/incident/silences.ts";
import { openStore } from "#src/store/open.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { givenOperation, givenPlan } from "../operation/given.ts";
import { minute, problem } from "./series.ts";

const clock = handClock();
const crash = problem("KubePodCrashLooping", "web", {
  subject: { kind: "Deployment", namespace: "shop", name: "web" },
  nodes: ["w1"],
});
let store: Store;
let ids = 0;

beforeEach(async () => {
  store = await openStore(join(mkdtempSync(join(tmpdir(), "silences-")), "w.db"));
});
afterEach(() => store.close());

function silences() {
  const redact = (text: string) => text.replaceAll("hunter2", "•••");
  return createSilences({
    store,
    controlPlanes: () => new Set<string>(),
    newId: () => `si-${++ids}`,
    redact,
    clock,
  });
}

function wanted(more: Partial<NewSilence> = {}): NewSilence {
  const now = clock.now();
  return { cluster: "home", from: now, until: now + 60 * minute, by: "U1", why: "moving", ...more };
}

async function isSilenced(
  each: Problem,
  { cluster = "home", problems = [each] }: { cluster?: string; problems?: readonly Problem[] } = {},
): Promise<boolean> {
  const silence = await silences().at(cluster, { problems, blind: new Set() });
  return silence(each) !== undefined;
}

test.each([
  [{}, true],
  [{ alert: "KubePodCrashLooping" }, true],
  [{ alert: "KubePodNotReady" }, false],
  [{ about: "namespace/shop" }, true],
  [{ about: "namespace/media" }, false],
  [{ about: "deployment/shop/web" }, true],
  [{ about: "deployment/shop/db" }, false],
  [{ about: "node/w1" }, true],
  [{ about: "node/w2" }, false],
  [{ cluster: "attic" }, false],
] as const)("a silence with %o covers a crash of shop/web on w1: %s", async (more, isCovered) => {
  await silences().add(wanted(more));
  expect(await isSilenced(crash)).toBe(isCovered);
});

test("what happens on another node too is not silenced with the first", async () => {
  await silences().add(wanted({ about: "node/w1" }));
  expect(await isSilenced({ ...crash, nodes: ["w1", "w2"] })).toBe(false);
});

test("a maintenance window begins and ends at its time, and is over then", async () => {
  const from = clock.now() + 10 * minute;
  await silences().add(wanted({ from, until: from + 10 * minute }));
  expect(await isSilenced(crash)).toBe(false);
  await clock.advance(10 * minute);
  expect(await isSilenced(crash)).toBe(true);
  await clock.advance(10 * minute);
  expect(await isSilenced(crash)).toBe(false);
  expect(await silences().list()).toEqual([]);
});

test("until it clears: from the first time it covers something until that stays away for a minute", async () => {
  await silences().add(wanted({ about: "namespace/shop", until: "clear" }));
  await isSilenced(crash, { problems: [] });
  await clock.advance(5 * minute);
  expect(await isSilenced(crash)).toBe(true);
  await isSilenced(crash, { problems: [] });
  await clock.advance(minute / 2);
  expect(await isSilenced(crash)).toBe(true);
  await isSilenced(crash, { problems: [] });
  await clock.advance(minute);
  await isSilenced(crash, { problems: [] });
  expect(await isSilenced(crash)).toBe(false);
});

test("while a cluster cannot be seen nothing that it covers is over", async () => {
  await silences().add(wanted({ until: "clear" }));
  await isSilenced(crash);
  for (let look = 0; look < 3; look++) {
    await silences().at("home", { problems: [], blind: "all" });
    await clock.advance(2 * minute);
  }
  expect(await isSilenced(crash)).toBe(true);
});

test("what is out of sight keeps a silence that covers it, and no other", async () => {
  await silences().add(wanted({ until: "clear" }));
  await isSilenced(crash);
  const looks = async (blind: ReadonlySet<string>) => {
    for (let look = 0; look < 3; look++) {
      await silences().at("home", { problems: [], blind });
      await clock.advance(2 * minute);
    }
    return (await silences().list()).length;
  };
  expect(await looks(new Set(["KubePodCrashLooping"]))).toBe(1);
  // Whoever does not grant tokens never sees them.
  expect(await looks(new Set(["KubeBootstrapTokenEndless"]))).toBe(0);
});

test("who made and removed it is in the audit, without secrets, and what is over is not removed again", async () => {
  const { id } = await silences().add(wanted({ why: "password hunter2" }));
  await silences().remove(id, "U2");
  expect(await isSilenced(crash)).toBe(false);
  const rows = await Array.fromAsync(store.audit());
  expect(rows.map(({ event, by }) => [event, by])).toEqual([
    ["silence-added", "U1"],
    ["silence-removed", "U2"],
  ]);
  expect(JSON.stringify(rows)).not.toContain("hunter2");
  await expect(silences().remove(id, "U2")).rejects.toThrow("is over already");
  await expect(silences().remove("si-none", "U2")).rejects.toThrow("There is no silence si-none.");
});

test("a shutdown silences its whole cluster, once: who wants to hear of it hears", async () => {
  const off = (name: string) => ({ step: name, input: {}, title: name, calls: [] });
  const next = givenOperation({
    ...{ id: "op-7k3m9x", line: "cluster shutdown --cluster=home", state: "running", startedAt: clock.now() },
    plan: givenPlan([off("power-off-host")]),
    steps: [{ state: "running" }],
  });
  await store.operations.add({ next, entries: [] });
  const own = silences();
  const look = async (cluster: string) =>
    (await own.at(cluster, { problems: [crash], blind: new Set() }))(crash)?.of;
  expect([await look("home"), await look("attic")]).toEqual(["si-7k3m9x", undefined]);
  expect([own.isShutDown("home"), own.isShutDown("attic")]).toEqual([true, false]);
  await own.remove("si-7k3m9x", "U1");
  expect(await look("home")).toBeUndefined();
  expect(own.isShutDown("home")).toBe(false);
});
