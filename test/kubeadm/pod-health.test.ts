import { describe, expect, test } from "vitest";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Container, Pod } from "#src/kubernetes/objects.ts";
import { crashing, givenContainer, givenPod, minute, now } from "../given.ts";

const waiting = (reason: string, more: Partial<Container> = {}) =>
  givenContainer({ ready: false, state: "waiting", reason, ...more });
const ended = (reason: string, exitCode: number, more: Partial<Container> = {}) =>
  givenContainer({ ready: false, state: "terminated", reason, exitCode, ...more });
const init = (container: Container, name = "prepare"): Container => ({ ...container, init: true, name });
const sidecar = (container: Container): Container => ({ ...init(container), sidecar: true });
const pending = { phase: "Pending", ready: false } as const;
const unready = { ready: false } as const;
const initialized = init(ended("Completed", 0, { ready: true }));

type Row = readonly [title: string, pod: Partial<Pod>, state: string, healthy: boolean, ready: string];

const rows: readonly Row[] = [
  ["a ready pod runs", {}, "Running", true, "1/1"],
  ["a running pod that is not ready says so", unready, "NotReady", false, "1/1"],
  [
    "an unscheduled pod is pending",
    { ...pending, node: "", containers: [waiting("")] },
    "Pending",
    false,
    "0/1",
  ],
  [
    "a gated pod says so",
    {
      ...pending,
      containers: [waiting("")],
      unscheduledBecause: "Scheduling is blocked due to non-empty scheduling gates",
    },
    "SchedulingGated",
    false,
    "0/1",
  ],
  [
    "a starting container",
    { ...pending, containers: [waiting("ContainerCreating")] },
    "ContainerCreating",
    false,
    "0/1",
  ],
  [
    "an image that cannot be pulled",
    { ...pending, containers: [waiting("ImagePullBackOff")] },
    "ImagePullBackOff",
    false,
    "0/1",
  ],
  [
    "an image that may not be pulled",
    { ...pending, containers: [waiting("ErrImageNeverPull")] },
    "ErrImageNeverPull",
    false,
    "0/1",
  ],
  ["a crash loop", { ...unready, containers: [crashing()] }, "CrashLoopBackOff", false, "0/1"],
  [
    "one of two containers crashes",
    { ...unready, containers: [givenContainer(), crashing({ name: "b" })] },
    "CrashLoopBackOff",
    false,
    "1/2",
  ],
  [
    "of two containers in trouble the first speaks",
    { ...unready, containers: [waiting("ImagePullBackOff"), crashing({ name: "b" })] },
    "ImagePullBackOff",
    false,
    "0/2",
  ],
  [
    "a container that ran out of memory",
    { ...unready, containers: [ended("OOMKilled", 137)] },
    "OOMKilled",
    false,
    "0/1",
  ],
  ["an end without a reason", { ...unready, containers: [ended("", 3)] }, "ExitCode:3", false, "0/1"],
  [
    "a finished job",
    { phase: "Succeeded", ready: false, containers: [ended("Completed", 0)] },
    "Completed",
    true,
    "0/1",
  ],
  ["a failed job", { phase: "Failed", ready: false, containers: [ended("Error", 1)] }, "Error", false, "0/1"],
  [
    "a container whose state is unknown",
    { phase: "Failed", ready: false, containers: [ended("ContainerStatusUnknown", 137)] },
    "ContainerStatusUnknown",
    false,
    "0/1",
  ],
  [
    "a container that completed for a moment is not a finished pod",
    { ...unready, containers: [ended("Completed", 0)] },
    "Completed",
    false,
    "0/1",
  ],
  [
    "a completed container beside a running one",
    { ...unready, containers: [ended("Completed", 0), givenContainer({ name: "b" })] },
    "NotReady",
    false,
    "1/2",
  ],
  [
    "a completed container hides no failed one",
    { ...unready, containers: [ended("Completed", 0), ended("Error", 2, { name: "b" })] },
    "Error",
    false,
    "0/2",
  ],
  [
    "an evicted pod",
    { phase: "Failed", reason: "Evicted", ready: false, containers: [] },
    "Evicted",
    false,
    "0/0",
  ],
  ["a pod being deleted", { deletedAt: now + minute }, "Terminating", false, "1/1"],
  [
    "a finished pod being deleted keeps its word",
    { phase: "Succeeded", ready: false, deletedAt: now, containers: [ended("Completed", 0)] },
    "Completed",
    true,
    "0/1",
  ],
  ["a pod of a lost node being deleted", { deletedAt: now, reason: "NodeLost" }, "Unknown", false, "1/1"],
  [
    "the second of two init containers runs",
    {
      ...pending,
      containers: [initialized, init(givenContainer({ ready: false }), "two"), waiting("PodInitializing")],
    },
    "Init:1/2",
    false,
    "0/1",
  ],
  [
    "an init container waits its turn",
    { ...pending, containers: [init(waiting("PodInitializing")), waiting("PodInitializing")] },
    "Init:0/1",
    false,
    "0/1",
  ],
  [
    "an init container crashes",
    { ...pending, containers: [init(crashing()), waiting("PodInitializing")] },
    "Init:CrashLoopBackOff",
    false,
    "0/1",
  ],
  [
    "an init container failed",
    { ...pending, containers: [init(ended("Error", 1)), waiting("PodInitializing")] },
    "Init:Error",
    false,
    "0/1",
  ],
  [
    "an init container ended without a reason",
    { ...pending, containers: [init(ended("", 2)), waiting("PodInitializing")] },
    "Init:ExitCode:2",
    false,
    "0/1",
  ],
  [
    "all init containers are done and the others start",
    { ...pending, containers: [initialized, waiting("PodInitializing")] },
    "PodInitializing",
    false,
    "0/1",
  ],
  [
    "a sidecar runs next to the app",
    { containers: [sidecar(givenContainer()), givenContainer()] },
    "Running",
    true,
    "2/2",
  ],
  [
    "a sidecar that is not ready makes the pod not ready",
    { ...unready, containers: [sidecar(givenContainer({ ready: false })), givenContainer()] },
    "NotReady",
    false,
    "1/2",
  ],
  [
    "a sidecar that crashes beside a running app",
    { ...unready, containers: [sidecar(crashing()), givenContainer()] },
    "Init:CrashLoopBackOff",
    false,
    "1/2",
  ],
  [
    "a sidecar that does not start yet counts as a container, as kubectl counts it",
    { ...pending, containers: [sidecar(waiting("ImagePullBackOff")), waiting("PodInitializing")] },
    "Init:ImagePullBackOff",
    false,
    "0/2",
  ],
  [
    "an init container that runs is none of the lasting ones",
    { ...pending, containers: [init(givenContainer()), waiting("PodInitializing")] },
    "Init:0/1",
    false,
    "0/1",
  ],
  [
    "a started sidecar is not in the way of the next init container",
    {
      ...pending,
      containers: [sidecar(givenContainer()), init(waiting("PodInitializing"), "two"), waiting("")],
    },
    "Init:1/2",
    false,
    "1/2",
  ],
];

describe("the state of a pod in kubectl's words", () => {
  test.each(rows)("%s", (_title, pod, state, healthy, ready) => {
    const health = healthOf(givenPod(pod));

    expect([health.state, health.healthy, `${health.readyContainers}/${health.containers}`]).toEqual([
      state,
      healthy,
      ready,
    ]);
  });
});

describe("a pod on a node that is lost", () => {
  const lost = new Set(["worker-1"]);

  test("is not well even though its phase says Running", () => {
    expect(healthOf(givenPod(), lost)).toMatchObject({ state: "NodeNotReady", healthy: false });
  });

  test("is well when it had finished", () => {
    expect(healthOf(givenPod({ phase: "Succeeded", ready: false }), lost).healthy).toBe(true);
  });

  test("leaves pods on other nodes alone", () => {
    expect(healthOf(givenPod({ node: "worker-2" }), lost)).toMatchObject({ state: "Running", healthy: true });
  });
});

describe("restarts", () => {
  test("add up over the containers, as kubectl adds them", () => {
    const containers = [givenContainer({ restarts: 2 }), givenContainer({ name: "b", restarts: 3 })];
    expect(healthOf(givenPod({ containers })).restarts).toBe(5);
  });

  test("of init containers count until the pod is initialized", () => {
    const stuck = { ...pending, containers: [init(crashing({ restarts: 6 })), waiting("PodInitializing")] };
    const past = { containers: [{ ...initialized, restarts: 6 }, givenContainer({ restarts: 1 })] };

    expect(healthOf(givenPod(stuck)).restarts).toBe(6);
    expect(healthOf(givenPod(past)).restarts).toBe(1);
  });
});
