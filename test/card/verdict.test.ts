// Green only with nothing known to be wrong, and live.
import { expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { blindSpots } from "#src/card/blind-spots.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { problemsOf } from "#src/incident/problems.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import type { Readings } from "#src/kubernetes/probes.ts";
import {
  crashing,
  givenCondition,
  givenContainer,
  givenNode,
  givenPod,
  givenSight,
  hour,
  minute,
  now,
  ready,
  silent,
} from "../given.ts";

function verdict(more: Partial<Snapshot>, probes?: Readings) {
  const sight = givenSight({ nodes: [givenNode()], ...more }, probes);
  return verdictOn(sight, problemsOf(sight));
}

const unwell = (agoMs: number, more: Partial<Pod>) =>
  givenPod({
    owner: undefined,
    name: "web",
    ready: false,
    readySince: now - agoMs,
    createdAt: now - hour,
    ...more,
  });
const waiting = (reason: string) => [givenContainer({ ready: false, state: "waiting", reason })];

test.each<readonly [string, string, Pod]>([
  [
    "cannot be pulled",
    "ImagePullBackOff",
    unwell(3_000, { phase: "Pending", containers: waiting("ImagePullBackOff") }),
  ],
  [
    "cannot be pulled for the first time",
    "ErrImagePull",
    unwell(0, { phase: "Pending", containers: waiting("ErrImagePull") }),
  ],
  [
    "cannot be scheduled",
    "0/1 nodes",
    unwell(1_000, {
      phase: "Pending",
      node: "",
      unscheduledBecause: "0/1 nodes are available",
      containers: waiting(""),
    }),
  ],
  ["is not ready any more", "NotReady", unwell(1_000, {})],
  [
    "has crashed once",
    "Error",
    unwell(1_000, {
      containers: [givenContainer({ state: "terminated", reason: "Error", exitCode: 1, ready: false })],
    }),
  ],
  ["crashes again and again", "keeps crashing", unwell(1_000, { containers: [crashing()] })],
])("a pod that %s is named at once", (_what, named, pod) => {
  const { headline, tone } = verdict({ pods: [pod] });
  expect(tone).toBe("warning");
  expect(headline).toContain(named);
  expect(headline).toContain("web");
});

test.each<readonly [string, Pod]>([
  [
    "starts",
    unwell(5_000, { phase: "Pending", containers: waiting("ContainerCreating"), createdAt: now - 5_000 }),
  ],
  ["has started and is not ready yet", unwell(5_000, { createdAt: now - 5_000 })],
  ["ends", givenPod({ deletedAt: now + 25_000 })],
])("a pod that %s is nothing wrong, and counted", (_what, pod) => {
  expect(verdict({ pods: [givenPod({ name: "other" }), pod] })).toEqual({
    headline: "home is healthy: 1 of 1 node ready, 1 of 2 pods well, 1 starting or ending",
    tone: "good",
  });
});

test("what takes its time for longer than a minute is named", () => {
  const pod = unwell(2 * minute, { phase: "Pending", containers: waiting("ContainerCreating") });
  expect(verdict({ pods: [pod] })).toMatchObject({
    tone: "warning",
    headline: expect.stringContaining("for 2 min"),
  });
});

test("etcd down is red, though every watch is open", () => {
  const checks = [{ name: "etcd", ok: false }];
  const value = { version: "v1.37.1", latencyMs: 12, ready: false, checks };
  const { headline, tone } = verdict({}, { apiServer: { at: now, until: now + minute, value } });
  expect(tone).toBe("bad");
  expect(headline).toContain(
    "home has 1 problem: The API server says it is not ready, as its check of etcd fails",
  );
});

test("nobody calls an API server well of whom nothing is known", () => {
  const error = new RefusedError("the health of home: Wheelhouse may not read it");
  expect(verdict({}, { apiServer: { at: now, until: now + minute, error } })).toEqual({
    headline: "home: nobody knows whether its API server is ready; 1 of 1 node ready, 0 of 0 pods well",
    tone: "unknown",
  });
});

const well = { version: "v1.37.1", latencyMs: 12, ready: true, checks: [] };
const apiServer = { at: now, until: now + minute, value: well };

test("what could not be read makes no green, and says so", () => {
  const error = new RefusedError("the certificate requests of home: Wheelhouse may not read them");
  const probes = { apiServer, certificateRequests: { at: now, until: now + minute, error } };
  expect(verdict({}, probes)).toEqual({
    headline: "home: nobody knows whether certificate requests wait; 1 of 1 node ready, 0 of 0 pods well",
    tone: "unknown",
  });
  const [line] = blindSpots(givenSight({ nodes: [givenNode()] }, probes));
  expect(line?.summary).toBe(
    "Nobody knows whether certificate requests wait: the certificate requests of home: Wheelhouse may not read them (so there is no KubeCertificateRequestWaiting)",
  );
});

test("a reading that is too old tells nothing any more, and one that was never made has not failed", () => {
  const certificates = { at: now - 20 * hour, until: now - hour, value: [] };
  expect(verdict({}, { apiServer, certificates }).headline).toContain(
    "nobody knows when its certificates end",
  );
  expect(verdict({}, { apiServer }).tone).toBe("good");
});

test("what is only to be known is neither yellow nor green", () => {
  const until = now + 50 * 24 * hour;
  const validity = { from: now - 300 * 24 * hour, until };
  const value = [{ of: "API server" as const, at: "10.0.0.10:6443", validity }];
  const { headline, tone } = verdict({}, { apiServer, certificates: { at: now, until: now + hour, value } });
  expect(tone).toBe("neutral");
  expect(headline).toContain("home: The API server's certificate ends in 50 d");
});

test("a watch that has been quiet for long makes no green", () => {
  expect(verdict({ reach: { state: "live", asOf: now - 5 * minute } })).toMatchObject({
    headline: expect.stringContaining("home: nothing heard for 5 min"),
    tone: "unknown",
  });
});

test.each([
  ["not ready", { conditions: [silent()] }],
  ["out of disk", { conditions: [ready, givenCondition("DiskPressure", "True")] }],
])("a cordoned node that is %s is named, without an alarm", (_what, more) => {
  const nodes = [givenNode({ name: "pi-1", unschedulable: true, ...more })];
  const { headline, tone } = verdict({ nodes });
  expect([tone, headline]).toEqual(["warning", expect.stringContaining("pi-1")]);
});

test("the first of several problems is named, and a long one is cut before the numbers", () => {
  const message = "word ".repeat(60);
  const nodes = [
    givenNode({ name: "pi-1", conditions: [{ ...silent(), message }] }),
    givenNode({ name: "pi-2", conditions: [silent()] }),
  ];
  const { headline } = verdict({ nodes });
  expect(headline).toMatch(
    /^home has 2 problems, first pi-1 has been NotReady for 4 min: word .*…; 0 of 2 nodes ready/,
  );
  expect(headline.length).toBeLessThan(220);
});

test("finished pods are no part of the numbers, and those on no node are counted apart", () => {
  const pods = [
    givenPod(),
    givenPod({ name: "done", phase: "Succeeded", ready: false }),
    unwell(hour, { name: "new", phase: "Pending", node: "", unscheduledBecause: "0/1 nodes are available" }),
  ];
  expect(verdict({ pods }).headline).toContain("1 of 2 pods well, 1 on no node");
});

test("no pod is unwell without a name for it, whatever its state", () => {
  const phases = ["Pending", "Running", "Unknown"];
  const reasons = [
    "",
    "ContainerCreating",
    "ErrImagePull",
    "CreateContainerConfigError",
    "Error",
    "OOMKilled",
  ];
  const states = ["waiting", "running", "terminated"] as const;
  const pods = phases.flatMap((phase) =>
    reasons.flatMap((reason) =>
      states.flatMap((state) =>
        [0, 5].map((restarts) =>
          unwell(hour, {
            phase,
            containers: [
              givenContainer({
                state,
                reason,
                restarts,
                ready: false,
                exitCode: state === "terminated" ? 1 : undefined,
              }),
            ],
          }),
        ),
      ),
    ),
  );
  const sick = pods.filter((pod) => !healthOf(pod).healthy);
  const unnamed = sick.filter(
    (pod) => problemsOf(givenSight({ nodes: [givenNode()], pods: [pod] })).length === 0,
  );
  expect(sick.length).toBeGreaterThan(50);
  expect(unnamed).toEqual([]);
});

test("a job's pod that is not ready has no rule of its own, and makes no green all the same", () => {
  const pod = unwell(hour, { owner: { kind: "Job", name: "backup" } });
  const sight = givenSight({ nodes: [givenNode()], pods: [pod] });
  expect(problemsOf(sight)).toEqual([]);
  expect(verdictOn(sight, [])).toMatchObject({
    headline: "home: 1 of 1 node ready, 0 of 1 pod well",
    tone: "warning",
  });
});
