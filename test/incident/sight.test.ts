import { expect, test } from "vitest";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { good, reachAfter, sightOf } from "#src/incident/sight.ts";
import type { Reach } from "#src/kubernetes/cluster.ts";
import { givenCluster, givenSight, minute, now } from "../given.ts";

const live: Reach = { state: "live", asOf: now - 1_000 };
const error = new UnreachableError("cannot reach home: connection refused");
const when = { at: now, until: now + minute };

test("a silent API server is believed before the watches, a refusing one is not silent", () => {
  expect(reachAfter(live, { ...when, error }, now)).toMatchObject({
    state: "unreachable",
    lastSeen: now - 1_000,
  });
  expect(reachAfter(live, { ...when, error: new RefusedError("forbidden") }, now)).toBe(live);
  expect(reachAfter(live, { ...when, value: "ready" }, now)).toBe(live);
  expect(reachAfter(live, undefined, now)).toBe(live);
});

test("silence of long ago says nothing about now", () => {
  expect(reachAfter(live, { at: now - 2 * minute, until: now - 1, error }, now)).toBe(live);
});

test("a reading is good until it is too old, and a failed one never", () => {
  const { probes } = givenSight();
  expect(good({ now, probes }, ["apiServer"])?.apiServer.ready).toBe(true);
  expect(good({ now: now + minute + 1, probes }, ["apiServer"])).toBeUndefined();
  expect(good({ now, probes: { apiServer: { ...when, error } } }, ["apiServer"])).toBeUndefined();
  expect(good({ now, probes: {} }, ["apiServer"])).toBeUndefined();
});

test("what nobody reads here is nothing, and what was read once and is off now is not unknown", () => {
  const sight = sightOf(givenCluster({ probesOff: ["volumes"] }), now);
  expect(good(sight, ["volumes"])).toEqual({ volumes: [] });
  expect(good(sight, ["kubelets"])).toBeUndefined();
});
