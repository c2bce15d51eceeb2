// When nobody would be told of anything, and when only a cluster is down, which people are told of.
import { expect, test } from "vitest";
import { ailmentsOf } from "#src/health/ailments.ts";
import { type ClusterVitals, type Vitals, vitalsOf } from "#src/health/vitals.ts";
import { readiness } from "#src/http/readiness.ts";
import { unreachable } from "../commands/ask.ts";
import { givenCluster, minute, now } from "../given.ts";

function cluster(more: Partial<ClusterVitals> = {}): ClusterVitals {
  const watches = [{ name: "leases", state: "good" as const, ageMs: 2_000 }];
  return { name: "home", reach: "live", watches, probes: [], lookedMs: 2_000, ...more };
}

function vitals(more: Partial<Vitals> = {}): Vitals {
  const slack = { sockets: 2, trouble: undefined };
  return { slack, storage: undefined, turnedMs: 2_000, clusters: [cluster()], ...more };
}

const down = cluster({ name: "attic", reach: "unreachable" });
const silent = cluster({ watches: [{ name: "leases", state: "good", ageMs: 3 * minute }] });

test.each<[string, Partial<Vitals>, readonly string[]]>([
  ["all is well", {}, []],
  ["one of two clusters is down", { clusters: [cluster(), down] }, []],
  ["another replica looks at the one that is down", { clusters: [{ ...down, lookedMs: undefined }] }, []],
  ["the only cluster is down", { clusters: [down] }, ["nothing is heard of attic"]],
  ["the only cluster was shut down on purpose", { clusters: [{ ...down, isShutDown: true }] }, []],
  [
    "one was shut down, and the other is not heard of",
    {
      clusters: [
        { ...down, isShutDown: true },
        { ...down, name: "work" },
      ],
    },
    ["nothing is heard of work"],
  ],
  ["its watches are live and say nothing", { clusters: [silent] }, ["nothing is heard of home"]],
  ["no socket is up", { slack: { sockets: 0, trouble: undefined } }, ["Slack is not connected"]],
  ["a token is revoked", { slack: { sockets: 0, trouble: "token revoked" } }, ["token revoked"]],
  ["the disk is full", { storage: "ENOSPC" }, ["the database cannot be written: ENOSPC"]],
  ["the loop hangs", { turnedMs: 10 * minute }, ["nothing was looked at for 10 min"]],
  [
    "one cluster's look fails again and again",
    { clusters: [cluster({ lookedMs: 10 * minute })] },
    ["home was not looked at for 10 min"],
  ],
])("while %s", (_, more, expected) => {
  expect(ailmentsOf(vitals(more))).toEqual(expected);
});

test("each watch and probe is told with its age", () => {
  const value = { version: "v1.37.1", latencyMs: 12, ready: true, checks: [] };
  const error = { name: "x", message: "forbidden" } as never;
  const home = givenCluster({
    watches: [
      { name: "nodes", state: "live", lastSeen: now - 3_000 },
      { name: "pods", state: "broken", lastSeen: now - 4 * minute },
      { name: "leases", state: "connecting", lastSeen: undefined },
    ],
    probes: {
      apiServer: { at: now - 2 * minute, until: now - minute, value },
      certificates: { at: now - minute, until: now + minute, error },
      kubeProxyConfig: { at: now - minute, until: now + minute, value: "" },
    },
  });
  const read = vitalsOf(home, { now, lookedMs: undefined });
  const { ok, checks } = readiness(vitals({ clusters: [read] }));
  expect(ok).toBe(true);
  expect(checks).toMatchObject({
    "cluster home": "live",
    "cluster home watches": "nodes 3 s, pods broken 4 min, leases connecting never",
    "cluster home probes": "apiServer old 2 min, certificates broken 60 s, kubeProxyConfig 60 s",
    "cluster home rules": "asked by another replica",
    rules: "the loop came round 2 s ago",
  });
});

test.each<[string, Partial<Vitals>, boolean]>([
  ["a cluster is down", { clusters: [cluster({ reach: "unreachable" })] }, true],
  ["a cluster is read for the first time", { clusters: [cluster({ reach: "connecting" })] }, false],
  ["the loop hangs", { turnedMs: 10 * minute }, false],
  ["it has not begun", { turnedMs: undefined }, true],
  ["a token is revoked", { slack: { sockets: 2, trouble: "token revoked" } }, false],
])("ready while %s: %s", (_, more, ok) => {
  expect(readiness(vitals(more)).ok).toBe(ok);
});

test("a cluster that was never seen has no age that could be mistaken for one", () => {
  const home = givenCluster({ reach: unreachable(undefined) });
  expect(vitalsOf(home, { now, lookedMs: 1 })).toMatchObject({ reach: "unreachable", lookedMs: 1 });
});
