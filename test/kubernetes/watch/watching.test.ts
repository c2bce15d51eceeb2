// Connections that are cut off without a word: the Leases' watch, which never rests, tells for all.
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { type ApiServer, createApiServer } from "#src/kubernetes/connection/request.ts";
import { defaultTuning } from "#src/kubernetes/watch/tuning.ts";
import { createWatching, type Watching } from "#src/kubernetes/watch/watching.ts";
import { type HandClock, handClock } from "../../hand-clock.ts";
import { fixedCredentials } from "../fixed-credentials.ts";
import { type Call, type ScriptedServer, startScriptedServer } from "../scripted-server.ts";

let clock: HandClock;
let server: ScriptedServer;
let api: ApiServer;
let watching: Watching;

beforeEach(async () => {
  clock = handClock();
  server = await startScriptedServer();
  api = createApiServer({ credentials: fixedCredentials(server.url), clock });
  watching = createWatching({
    api,
    abilities: { watchList: true, protobuf: false },
    clock,
    log: silentLog,
    explain: async (cause) => new UnreachableError("cannot reach home", { cause }),
    tuning: { ...defaultTuning, random: () => 1 },
  });
});

afterEach(async () => {
  await watching.stop();
  api.close();
  await server.stop();
});

test("Leases that come in time keep quiet watches live, and nothing is asked again", async () => {
  const { leases } = await synced();
  for (let beat = 1; beat <= 30; beat += 1) {
    await clock.advance(2_000);
    leases.event("MODIFIED", lease(String(10 + beat)));
    await until(() => live().asOf === clock.now());
  }

  expect(server.seen).toHaveLength(4);
});

test("Leases that are silent for ten seconds are asked anew, and meanwhile nobody calls it fresh", async () => {
  await synced();
  const heardAt = clock.now();
  await clock.advance(9_999);
  expect(live().asOf).toBe(heardAt);
  expect(server.waiting()).toBe(0);

  await clock.advance(1);
  const again = await server.next();

  expect(again.url.pathname).toContain("leases");
  expect(again.url.searchParams.get("resourceVersion")).toBe("10");
  expect(live().asOf).toBe(heardAt);
});

test("Leases that bring what was missed cast doubt on all other watches, which go on where they were", async () => {
  const before = await synced();
  await clock.advance(10_000);
  const again = await server.next();
  again.stream();
  again.event("MODIFIED", lease("11"));
  const reopened = [await server.next(), await server.next(), await server.next()];
  for (const each of reopened) each.stream();

  expect(reopened.map(resourceOf).toSorted()).toEqual(["daemonsets", "nodes", "pods"]);
  expect(reopened.map(({ url }) => url.searchParams.get("resourceVersion"))).toEqual(["10", "10", "10"]);
  await Promise.all([before.nodes.closed, before.pods.closed, before.daemonsets.closed]);
  const [nodes] = reopened.filter((each) => resourceOf(each) === "nodes");
  nodes?.event("MODIFIED", { metadata: { name: "pi-1", uid: "1", resourceVersion: "12" } });
  await until(() => watching.snapshot().nodes.length === 1);
  expect(live().asOf).toBe(clock.now());
});

test("a watch that was heard a moment ago is not opened anew", async () => {
  const { pods } = await synced();
  await clock.advance(8_000);
  pods.event("ADDED", { metadata: { name: "web", namespace: "default", uid: "2", resourceVersion: "11" } });
  await until(() => watching.snapshot().pods.length === 1);
  await clock.advance(2_000);
  const again = await server.next();
  again.stream();
  again.event("MODIFIED", lease("12"));

  expect([await server.next(), await server.next()].map(resourceOf).toSorted()).toEqual([
    "daemonsets",
    "nodes",
  ]);
});

test("Leases that nobody renews are only asked for, as long as the API server answers", async () => {
  await synced();
  await clock.advance(10_000);
  (await server.next()).stream();
  await until(() => live().asOf === clock.now());
  await clock.advance(10_000);
  const again = await server.next();

  expect(resourceOf(again)).toBe("leases");
  expect(server.seen).toHaveLength(6);
});

test("an API server that does not answer either is unreachable within fifteen seconds", async () => {
  await synced();
  const heardAt = clock.now();
  await clock.advance(10_000);
  await server.next();
  await clock.advance(5_000);
  await until(() => watching.snapshot().reach.state === "unreachable");

  expect(watching.snapshot().reach).toMatchObject({ since: heardAt + 15_000, lastSeen: heardAt });
});

test("when it answers again, every watch that was cut off with it goes on", async () => {
  await synced();
  await clock.advance(10_000);
  await server.next();
  await clock.advance(5_000);
  await until(() => watching.snapshot().reach.state === "unreachable");
  await clock.advance(1_000);
  (await server.next()).stream();
  const reopened = [await server.next(), await server.next(), await server.next()];

  expect(reopened.map(resourceOf).toSorted()).toEqual(["daemonsets", "nodes", "pods"]);
  await until(() => watching.snapshot().reach.state === "live");
});

/** Everything listed and watched, from version 10. */
async function synced(): Promise<Readonly<Record<"nodes" | "pods" | "daemonsets" | "leases", Call>>> {
  watching.start();
  const calls = [await server.next(), await server.next(), await server.next(), await server.next()];
  for (const call of calls) {
    call.stream();
    call.event("BOOKMARK", {
      metadata: { resourceVersion: "10", annotations: { "k8s.io/initial-events-end": "true" } },
    });
  }
  await watching.settled(AbortSignal.timeout(60_000));
  await until(() => watching.snapshot().reach.state === "live");
  const named = (name: string) => calls.find((call) => resourceOf(call) === name) as Call; // each is asked for once
  return {
    nodes: named("nodes"),
    pods: named("pods"),
    daemonsets: named("daemonsets"),
    leases: named("leases"),
  };
}

function live(): { readonly asOf: number } {
  const { reach } = watching.snapshot();
  if (reach.state !== "live") throw new Error(`it is ${reach.state}`);
  return reach;
}

function lease(resourceVersion: string): unknown {
  return { metadata: { name: "kube-scheduler", namespace: "kube-system", resourceVersion } };
}

function resourceOf({ url }: Call): string {
  return url.pathname.split("/").at(-1) ?? "";
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}
