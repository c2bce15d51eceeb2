// Readings are made at their own pace, kept with their age, and made at once for whoever asks.
import { expect, test } from "vitest";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import type { ServerHealth } from "#src/kubernetes/facts.ts";
import { createProber } from "#src/kubernetes/prober.ts";
import { givenCluster } from "../given.ts";
import { handClock } from "../hand-clock.ts";

/** What nobody here is about. */
const unread = {
  certificates: async () => [],
  hostKeys: async () => [],
  storageSizes: async () => [],
  volumes: async () => [],
  kubelets: async () => [],
};

const well: ServerHealth = { version: "v1.37.1", latencyMs: 12, ready: true, checks: [] };

function given(health: () => Promise<ServerHealth>) {
  const clock = handClock();
  let asked = 0;
  const counted = () => {
    asked += 1;
    return health();
  };
  const reads = { ...givenCluster(), health: counted, ...unread };
  const prober = createProber({ cluster: "home", reads, clock, log: silentLog });
  return { clock, prober, asked: () => asked };
}

test("the API server is asked three times a minute, however many nodes there are", async () => {
  const { clock, prober, asked } = given(async () => well);
  prober.start();
  await clock.advance(59_000);
  expect(asked()).toBe(3);
  expect(prober.readings().apiServer).toMatchObject({ at: clock.now() - 19_000, value: well });
  await prober.stop();
});

test("whoever asks gets a reading made now, and two who ask at once share it", async () => {
  const { clock, prober, asked } = given(async () => well);
  const { signal } = new AbortController();
  await Promise.all([prober.probe("apiServer", signal), prober.probe("apiServer", signal)]);
  expect(asked()).toBe(1);
  await clock.advance(1_000);
  await prober.probe("apiServer", signal);
  expect([asked(), prober.readings().apiServer?.at]).toEqual([2, clock.now()]);
});

test("an API server that says nothing is given up after three seconds", async () => {
  const { clock, prober } = given(() => new Promise(() => {}));
  const asking = prober.probe("apiServer", new AbortController().signal);
  await clock.advance(3_000);
  await asking;
  expect(prober.readings().apiServer).toMatchObject({
    error: { name: "UnreachableError", message: "cannot reach home: no answer within 3 s" },
  });
});

test("whoever asked may go before there is an answer", async () => {
  const { prober } = given(() => new Promise(() => {}));
  await prober.probe("apiServer", AbortSignal.abort());
  expect(prober.readings()).toEqual({});
  await prober.stop();
});

test("a reading that failed replaces the one before, and the next one it", async () => {
  const answers = [async () => well, async () => Promise.reject(new RefusedError("forbidden"))];
  const { clock, prober } = given(() => (answers.shift() ?? (async () => well))());
  prober.start();
  await clock.advance(21_000);
  expect(prober.readings().apiServer).toMatchObject({ error: { message: "forbidden" } });
  await clock.advance(20_000);
  expect(prober.readings().apiServer).toMatchObject({ value: well });
  await prober.stop();
});

test("a bug in a probe stops neither the probe nor the process", async () => {
  const answers = [async () => Promise.reject(new TypeError("a bug of ours"))];
  const { clock, prober } = given(() => (answers.shift() ?? (async () => well))());
  prober.start();
  await clock.advance(21_000);
  expect(prober.readings().apiServer).toMatchObject({ value: well });
  await prober.stop();
});

test.each([
  ["soon after it failed", new RefusedError("not now"), 5 * 60],
  ["within seconds once a cluster that was out of reach is back", new UnreachableError("no route"), 20],
])("a reading that is made a few times a day is made again %s", async (_when, error, seconds) => {
  const clock = handClock();
  const outcomes = ["fails", "works", "works"];
  const asked: number[] = [];
  const reads = {
    ...givenCluster(),
    ...unread,
    certificates: async () => {
      asked.push(clock.now());
      if (outcomes.shift() === "fails") throw error;
      return [];
    },
  };
  const start = clock.now();
  const prober = createProber({ cluster: "home", reads, clock, log: silentLog });
  prober.start();
  await clock.advance(6 * 3_600_000 + 10 * 60_000);
  await prober.stop();

  expect(asked.map((at) => (at - start) / 1_000)).toEqual([0, seconds, seconds + 6 * 3_600]);
});

test("what an owner has to allow is not read where it is off", async () => {
  const clock = handClock();
  let asked = 0;
  const volumes = async () => {
    asked += 1;
    return [];
  };
  const reads = { ...givenCluster(), ...unread, volumes };
  const off = createProber({ cluster: "home", reads, off: ["volumes"], clock, log: silentLog });
  off.start();
  await clock.advance(20 * 60_000);
  await off.stop();
  expect([asked, off.readings().volumes]).toEqual([0, undefined]);
});

test("certificates that end soon are read again within minutes, as somebody waits to see them renewed", async () => {
  const clock = handClock();
  const dayMs = 24 * 3_600_000;
  let until = clock.now() + 20 * dayMs;
  const asked: number[] = [];
  const start = clock.now();
  const certificates = async () => {
    asked.push((clock.now() - start) / 60_000);
    const validity = { from: clock.now() - 340 * dayMs, until };
    return [{ of: "API server" as const, at: "10.0.0.10:6443", validity }];
  };
  const reads = { ...givenCluster(), ...unread, certificates };
  const prober = createProber({ cluster: "home", reads, clock, log: silentLog });
  prober.start();
  await clock.advance(25 * 60_000);
  until += 365 * dayMs;
  await clock.advance(2 * 3_600_000);
  await prober.stop();
  expect(asked).toEqual([0, 10, 20, 30]);
});
