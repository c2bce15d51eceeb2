// The reflector against an API server that misbehaves in every way that was seen.
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import type { Abilities } from "#src/kubernetes/connection/encoding.ts";
import { type ApiServer, createApiServer } from "#src/kubernetes/connection/request.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { resources } from "#src/kubernetes/resources.ts";
import { podCodec } from "#src/kubernetes/watch/codecs.ts";
import { createReflector, type Reflector } from "#src/kubernetes/watch/reflector.ts";
import { defaultTuning } from "#src/kubernetes/watch/tuning.ts";
import type { Codec } from "#src/kubernetes/wire/watch-event.ts";
import { type HandClock, handClock } from "../../hand-clock.ts";
import { fixedCredentials } from "../fixed-credentials.ts";
import { type Call, type ScriptedServer, startScriptedServer } from "../scripted-server.ts";

// Unlike any other wait, so that a test can tell it from them.
const listIdleMs = 29_000;

let clock: HandClock;
let server: ScriptedServer;
let api: ApiServer;
let abilities: Abilities;
let reflector: Reflector<Pod>;
let skipped: number;

beforeEach(async () => {
  clock = handClock();
  server = await startScriptedServer();
  api = createApiServer({ credentials: fixedCredentials(server.url), clock });
  abilities = { watchList: false, protobuf: false };
  skipped = 0;
});

afterEach(async () => {
  await reflector.stop();
  api.close();
  await server.stop();
});

describe("in pages", () => {
  test("every page is asked for, then the watch goes on at the list's version", async () => {
    start();
    (await server.next()).answer(200, list("10", [pod("a"), pod("b")], "more"));
    const second = await server.next();
    second.answer(200, list("10", [pod("c")]));
    const watch = await server.next();
    watch.stream();
    await reflector.settled;

    expect(second.url.searchParams.get("continue")).toBe("more");
    expect(watch.url.searchParams.get("resourceVersion")).toBe("10");
    expect(watch.url.searchParams.get("allowWatchBookmarks")).toBe("true");
    expect(Number(watch.url.searchParams.get("timeoutSeconds"))).toBeGreaterThanOrEqual(300);
    expect(names()).toEqual(["a", "b", "c"]);
    expect(reflector.state()).toEqual({ state: "live" });
  });

  test("added, modified and deleted pods are followed", async () => {
    const watch = await synced([pod("a"), pod("b")]);

    watch.event("ADDED", pod("c", "11"));
    watch.event("MODIFIED", pod("a", "12", "node-7"));
    watch.event("DELETED", pod("b", "13"));
    await until(() => names().join() === "a,c");

    expect(reflector.records().find(({ name }) => name === "a")?.node).toBe("node-7");
  });

  test("pages that expire midway are listed anew, and nothing half-listed is lost or kept", async () => {
    start();
    (await server.next()).answer(200, list("10", [pod("a"), pod("gone")], "more"));
    (await server.next()).answer(410, status(410, "Expired"));
    await pause();
    (await server.next()).answer(200, list("20", [pod("a"), pod("b")]));
    (await server.next()).stream();
    await reflector.settled;
    await until(() => reflector.state().state === "live");

    expect(names()).toEqual(["a", "b"]);
  });
});

describe("as a stream", () => {
  beforeEach(() => {
    abilities.watchList = true;
  });

  test("the list is complete at the bookmark that ends it", async () => {
    start();
    const watch = await server.next();
    expect(watch.url.searchParams.get("sendInitialEvents")).toBe("true");
    expect(watch.url.searchParams.get("resourceVersionMatch")).toBe("NotOlderThan");
    watch.stream();
    watch.event("ADDED", pod("a", "5"));
    await until(() => names().length === 1);
    expect(reflector.state().state).toBe("connecting");

    watch.event("BOOKMARK", initialEnd("10"));
    await reflector.settled;

    expect(reflector.state()).toEqual({ state: "live" });
    expect(server.seen).toHaveLength(1);
  });

  test.each([400, 422])("a server that answers %d is asked for pages, at once and for good", async (code) => {
    start();
    (await server.next()).answer(code, status(code, "Invalid"));
    const page = await server.next();
    page.answer(200, list("10", [pod("a")]));
    (await server.next()).stream();
    await reflector.settled;

    expect(page.url.searchParams.get("watch")).toBeNull();
    expect(abilities.watchList).toBe(false);
    expect(names()).toEqual(["a"]);
  });

  test("a stream that ends before its list does is begun anew", async () => {
    start();
    const first = await server.next();
    first.stream();
    first.event("ADDED", pod("half", "5"));
    first.end();
    await pause();
    const second = await server.next();
    second.stream();
    second.event("ADDED", pod("a", "5"));
    second.event("BOOKMARK", initialEnd("10"));
    await reflector.settled;
    await until(() => reflector.state().state === "live");

    expect(second.url.searchParams.get("sendInitialEvents")).toBe("true");
    expect(names()).toEqual(["a"]);
  });

  test("streams that are cut before their list is complete are given up for pages", async () => {
    start();
    for (const _ of [1, 2]) {
      const stream = await server.next();
      stream.stream();
      stream.event("ADDED", pod("half", "5"));
      await until(() => names().length === 1);
      stream.cut();
      await pause();
    }

    expect((await server.next()).url.searchParams.get("watch")).toBeNull();
  });

  test("a stream that stalls before its list is complete is given up for pages", async () => {
    start();
    (await server.next()).stream();
    await until(() => clock.sleeps().includes(listIdleMs));
    await clock.advance(listIdleMs);
    (await server.next()).answer(200, list("10", [pod("a")]));
    (await server.next()).stream();
    await reflector.settled;

    expect(names()).toEqual(["a"]);
  });

  test("what a new list no longer has is swept away", async () => {
    abilities.watchList = false;
    const watch = await synced([pod("a"), pod("b")]);
    abilities.watchList = true;
    await clock.advance(10_000);
    watch.event("ERROR", status(410, "Expired"));
    const again = await server.next();
    again.stream();
    again.event("ADDED", pod("b", "5"));
    again.event("ADDED", pod("c", "6"));
    await until(() => names().length === 3);

    again.event("BOOKMARK", initialEnd("30"));
    await until(() => names().length === 2);

    expect(names()).toEqual(["b", "c"]);
  });
});

describe("encodings", () => {
  test.each([406, 415])("a server that refuses protobuf with %d is asked for JSON", async (code) => {
    abilities.protobuf = true;
    start();
    const refused = await server.next();
    refused.answer(code, status(code, "NotAcceptable"));
    const page = await server.next();
    page.answer(200, list("10", [pod("a")]));
    (await server.next()).stream();
    await reflector.settled;

    expect(refused.headers.accept).toContain("protobuf");
    expect(page.headers.accept).toBe("application/json");
    expect(names()).toEqual(["a"]);
  });

  test("a refusal that another reflector had first is no failure", async () => {
    abilities.protobuf = true;
    start();
    const refused = await server.next();
    abilities.protobuf = false;
    refused.answer(406, status(406, "NotAcceptable"));
    const page = await server.next();

    expect(page.headers.accept).toBe("application/json");
    expect(reflector.state().state).toBe("connecting");
  });

  test("JSON in answer to a wish for protobuf is read as JSON", async () => {
    abilities.protobuf = true;
    await synced([pod("a")]);

    expect(names()).toEqual(["a"]);
  });

  test("an object that cannot be read is skipped, and the watch lives on", async () => {
    const watch = await synced([]);

    watch.event("ADDED", {
      metadata: { name: "bad", uid: "uid-bad", resourceVersion: "11" },
      spec: { containers: [{ resources: { requests: { cpu: "lots" } } }] },
    });
    watch.write("this is no JSON\n");
    watch.event("ADDED", pod("good", "12"));
    await until(() => names().length === 1);

    expect(names()).toEqual(["good"]);
    expect(skipped).toBe(2);
    expect(server.seen).toHaveLength(2);
  });
});

describe("when the watch ends", () => {
  test("a clean end is followed by a watch from the last version, at once and without a list", async () => {
    const watch = await synced([pod("a")]);
    watch.event("ADDED", pod("b", "11"));
    watch.event("BOOKMARK", { metadata: { resourceVersion: "15" } });
    watch.end();

    const again = await server.next();

    expect(again.url.searchParams.get("resourceVersion")).toBe("15");
    expect(reflector.state().state).toBe("live");
  });

  test("a reset is followed by a watch from the last version at once", async () => {
    const watch = await synced([pod("a")]);
    watch.event("ADDED", pod("b", "11"));
    await until(() => names().length === 2);
    watch.cut();

    const again = await server.next();

    expect(again.url.searchParams.get("resourceVersion")).toBe("11");
    expect(reflector.state().state).toBe("live");
  });

  test("silence of more than a minute and a half means a dead watch", async () => {
    const watch = await synced([pod("a")]);
    await clock.asleep(defaultTuning.idleMs);
    await clock.advance(defaultTuning.idleMs + 1);

    const again = await server.next();

    await watch.closed;
    expect(again.url.searchParams.get("resourceVersion")).toBe("10");
  });

  test("bookmarks keep a quiet watch alive", async () => {
    const watch = await synced([pod("a")]);
    for (const version of ["11", "12", "13"]) {
      await clock.asleep(1);
      await clock.advance(60_000);
      watch.event("BOOKMARK", { metadata: { resourceVersion: version } });
      await until(() => reflector.lastSeen() === clock.now());
    }

    expect(server.seen).toHaveLength(2);
    expect(reflector.state().state).toBe("live");
  });

  test("a watch that ends at once, again and again, is not asked for in a hurry", async () => {
    const watch = await synced([pod("a")]);
    watch.end();
    await until(pausing);

    expect(server.waiting()).toBe(0);
    await pause();
    expect((await server.next()).url.searchParams.get("resourceVersion")).toBe("10");
  });

  test.each([
    ["an ERROR event", (watch: Call) => watch.event("ERROR", status(410, "Expired"))],
    ["garbage", (watch: Call) => watch.write(Buffer.alloc(33 * 1024 * 1024, "x"))],
  ])("%s after a steady watch is followed by a new list", async (_what, misbehave) => {
    const watch = await synced([pod("a")]);
    await clock.advance(10_000);
    misbehave(watch);

    (await server.next()).answer(200, list("20", [pod("b")]));
    (await server.next()).stream();
    await until(() => names().join() === "b");

    expect(reflector.state().state).toBe("live");
  });

  test("410 in answer to a watch is followed by a new list at once", async () => {
    const watch = await synced([pod("a")]);
    await clock.advance(10_000);
    watch.cut();
    (await server.next()).answer(410, status(410, "Expired"));

    (await server.next()).answer(200, list("20", [pod("b")]));
    await until(() => names().join() === "b");
  });

  test("Retry-After is honoured", async () => {
    const watch = await synced([pod("a")]);
    await clock.advance(10_000);
    watch.cut();
    (await server.next()).answer(429, status(429, "TooManyRequests"), { "retry-after": "17" });
    await until(() => clock.sleeps().includes(17_000));
    await clock.advance(16_900);
    expect(server.waiting()).toBe(0);

    await clock.advance(200);
    const again = await server.next();

    expect(again.url.searchParams.get("resourceVersion")).toBe("10");
  });

  test("a version that brings nothing three times is given up for a list", async () => {
    await synced([pod("a")]).then((watch) => watch.end());
    for (const _ of [1, 2]) {
      await pause();
      const watch = await server.next();
      watch.stream();
      watch.end();
    }
    await pause();

    expect((await server.next()).url.searchParams.get("watch")).toBeNull();
  });

  test("everything is listed anew after an hour, in the best way again, should the server know it now", async () => {
    let watch = await synced([pod("a")]);
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await clock.asleep(1);
      await clock.advance(60_000);
      watch.event("BOOKMARK", { metadata: { resourceVersion: "11" } });
      await until(() => reflector.lastSeen() === clock.now());
    }
    watch.end();
    watch = await server.next();

    expect(watch.url.searchParams.get("sendInitialEvents")).toBe("true");
    expect(watch.headers.accept).toContain("protobuf");
  });

  test("watches that end after their first word are not asked for in a loop", async () => {
    const watch = await synced([pod("a")]);
    watch.event("ADDED", pod("b", "11"));
    watch.end();
    for (const version of ["12", "13"]) {
      const again = await server.next();
      again.stream();
      again.event("ADDED", pod("b", version));
      again.end();
      await until(pausing);
      expect(server.waiting()).toBe(0);
      await pause();
    }

    expect((await server.next()).url.searchParams.get("resourceVersion")).toBe("13");
    expect(reflector.state().state).toBe("live");
  });
});

describe("when nothing answers", () => {
  test("a server that is down at start is an answer, and its return is noticed within a second", async () => {
    const { port } = server;
    await server.stop();
    start();
    await reflector.settled;
    expect(reflector.state()).toMatchObject({ state: "broken", error: expect.any(UnreachableError) });
    expect(reflector.lastSeen()).toBeUndefined();

    server = await startScriptedServer(port);
    expect(await pause()).toBeLessThanOrEqual(1_000);
    (await server.next()).answer(200, list("10", [pod("a")]));
    (await server.next()).stream();
    await until(() => reflector.state().state === "live");

    expect(names()).toEqual(["a"]);
  });

  test("a server that dies keeps its last known pods, and comes back without a list", async () => {
    const { port } = server;
    await synced([pod("a")]);
    await clock.advance(10_000);
    const seenAt = reflector.lastSeen();
    await server.stop();
    await pause();
    await until(() => reflector.state().state === "broken");
    expect(names()).toEqual(["a"]);
    expect(reflector.lastSeen()).toBe(seenAt);

    server = await startScriptedServer(port);
    await clock.advance(1_000);
    const again = await server.next();
    again.stream();
    await until(() => reflector.state().state === "live");

    expect(again.url.searchParams.get("resourceVersion")).toBe("10");
  });

  test("a hiccup that is over in a quarter of a second is not told", async () => {
    const { port } = server;
    await synced([pod("a")]);
    await clock.advance(10_000);
    await server.stop();
    await until(pausing);
    expect(reflector.state().state).toBe("live");

    server = await startScriptedServer(port);
    expect(await pause()).toBeLessThanOrEqual(250);
    (await server.next()).stream();

    expect(reflector.state().state).toBe("live");
  });

  test("after many failures it is tried at least every five seconds", async () => {
    await server.stop();
    start();
    const pauses: number[] = [];
    for (let failure = 0; failure < 14; failure += 1) pauses.push(await pause());

    expect(pauses.slice(0, 10).every((ms) => ms <= 1_000)).toBe(true);
    expect(pauses.slice(10).every((ms) => ms > 1_000 && ms <= 5_000)).toBe(true);
    server = await startScriptedServer();
  });

  // As an API server does for some seconds after its start, until it has read its roles.
  test("a refusal after a long silence is tried again within half a second", async () => {
    const { port } = server;
    await server.stop();
    start();
    for (let failure = 0; failure < 14; failure += 1) await pause();
    server = await startScriptedServer(port);
    await clock.advance(5_000);
    (await server.next()).answer(403, { kind: "Status", reason: "Forbidden" });

    expect(await pause()).toBeLessThanOrEqual(500);
  });

  test.each([
    ["a page", (call: Call) => call.stream()],
    ["the reason of a failure", (call: Call) => call.fail(500)],
  ])("%s that stops in the middle counts as no answer", async (_what, begin) => {
    start();
    const call = await server.next();
    begin(call);
    call.write('{"metadata":');
    // The deadline for the head is over, that for the next byte has begun.
    await until(() => clock.sleeps().length === 1 && !clock.sleeps().includes(60_000));
    await clock.advance(30_000);
    await reflector.settled;

    await call.closed;
    expect(reflector.state().state).toBe("broken");
  });

  test("no answer for a minute counts as none", async () => {
    start();
    const call = await server.next();
    await until(() => clock.sleeps().includes(60_000));
    await clock.advance(60_000);
    await reflector.settled;

    await call.closed;
    expect(reflector.state().state).toBe("broken");
  });
});

describe("stop", () => {
  test.each<[string, () => Promise<unknown>]>([
    [
      "before the answer",
      async () => {
        start();
        await server.next();
      },
    ],
    [
      "in the middle of a page",
      async () => {
        start();
        const call = await server.next();
        call.stream();
        call.write('{"metadata":');
      },
    ],
    [
      "between list and watch",
      async () => {
        start();
        (await server.next()).answer(200, list("10", []));
        await server.next();
      },
    ],
    ["while watching", () => synced([pod("a")])],
    [
      "while waiting to try again",
      async () => {
        start();
        (await server.next()).answer(500, status(500, "InternalError"));
        await clock.asleep(1);
        await until(() => reflector.state().state === "broken");
      },
    ],
    ["before the start", async () => make()],
  ])("%s ends everything", async (_when, reach) => {
    await reach();

    await reflector.stop();
    const seen = server.seen.length;
    await clock.advance(600_000);
    await turn();

    expect(server.seen).toHaveLength(seen);
    expect(clock.sleeps()).toEqual([]);
  });
});

function make(): void {
  const codec: Codec<Pod> = podCodec;
  const log = {
    ...silentLog,
    error: () => {
      skipped += 1;
    },
  };
  const explain = async (cause: unknown) => new UnreachableError("cannot reach home", { cause });
  reflector = createReflector({
    api,
    resource: resources.pods,
    codec,
    abilities,
    clock,
    log,
    explain,
    tuning: { ...defaultTuning, listIdleMs, random: () => 1 },
  });
}

function start(): void {
  make();
  reflector.start();
}

/** Listed and watching, from version 10. */
async function synced(pods: readonly unknown[]): Promise<Call> {
  start();
  (await server.next()).answer(200, list("10", pods));
  const watch = await server.next();
  watch.stream();
  await reflector.settled;
  return watch;
}

function names(): readonly string[] {
  return reflector
    .records()
    .map(({ name }) => name)
    .toSorted();
}

/** Lets the reflector's pause before its next try pass, and returns how long it was. */
async function pause(): Promise<number> {
  await until(pausing);
  const ms = Math.min(...clock.sleeps());
  await clock.advance(ms);
  return ms;
}

// All deadlines are longer.
function pausing(): boolean {
  return clock.sleeps().some((ms) => ms <= 5_000);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

function pod(name: string, resourceVersion = "1", nodeName = "node-1"): unknown {
  return {
    metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion },
    spec: { nodeName },
  };
}

function list(resourceVersion: string, items: readonly unknown[], next?: string): unknown {
  return { kind: "PodList", metadata: { resourceVersion, continue: next }, items };
}

function initialEnd(resourceVersion: string): unknown {
  return { metadata: { resourceVersion, annotations: { "k8s.io/initial-events-end": "true" } } };
}

function status(code: number, reason: string): unknown {
  return { kind: "Status", status: "Failure", code, reason, message: "said" };
}
