import { expect, test } from "vitest";
import type { KubeEvent } from "#src/kubernetes/objects.ts";
import { crashing, givenCluster, givenCrashingPod, givenEvent, givenPod, minute, now } from "../../given.ts";
import { ask, factOf, hostile, linesOf, rowsOf, unreachable } from "../ask.ts";

test("a well pod is told in a sentence", async () => {
  const { answer, faults } = await ask("pod show web", givenCluster({ pods: [givenPod()] }));

  expect(answer.headline).toBe("default/web-5d4f8-abcde on home: Running, 0 restarts");
  expect(answer.tone).toBe("good");
  expect(factOf(answer, "Requests")).toBe("0.1 CPU, 64Mi memory");
  expect(factOf(answer, "Owner")).toBe("ReplicaSet web-5d4f8");
  expect(faults).toEqual([]);
});

test("a crashing pod tells how each container ended, and offers the log before the restart", async () => {
  const events = [
    givenEvent({ reason: "BackOff", message: "Back-off restarting failed container", lastAt: now - minute }),
  ];
  const { answer } = await ask("pod show web", givenCluster({ pods: [givenCrashingPod()], events }));

  expect(answer.headline).toBe("default/web-5d4f8-abcde on home: CrashLoopBackOff, 14 restarts");
  expect(answer.tone).toBe("bad");
  expect(rowsOf(answer, 4)).toEqual(["app | waiting, CrashLoopBackOff | 14 | Error, exit code 1, 60 s ago"]);
  expect(linesOf(answer, "Events, newest first")).toEqual([
    "60 s ago BackOff: Back-off restarting failed container",
  ]);
  expect(answer.buttons?.map(({ label }) => label)).toEqual(["Refresh", "Logs", "Logs before the restart"]);
});

test("a pod that starts is no alarm", async () => {
  const containers = [
    crashing({ state: "waiting", reason: "ContainerCreating", restarts: 0, last: undefined }),
  ];
  const { answer } = await ask(
    "pod show web",
    givenCluster({ pods: [givenPod({ phase: "Pending", ready: false, containers })] }),
  );
  expect([answer.headline, answer.tone]).toEqual([
    "default/web-5d4f8-abcde on home: ContainerCreating, 0 restarts",
    "warning",
  ]);
});

test("a pod that nobody recreates says so", async () => {
  const { answer } = await ask("pod show web", givenCluster({ pods: [givenPod({ owner: undefined })] }));
  expect(factOf(answer, "Owner")).toBe("none: nothing recreates it");
});

test("events that may not be read do not hide the pod", async () => {
  const cluster = givenCluster({ pods: [givenPod()] });
  const { RefusedError } = await import("#src/base/errors.ts");
  const events = (): Promise<readonly KubeEvent[]> => Promise.reject(new RefusedError("events: forbidden"));
  const { answer } = await ask("pod show web", { ...cluster, events });
  expect(answer.headline).toContain("Running");
});

test.each([
  ["nothing", "home has no pod nothing.", "`pod list` shows what there is."],
  ["4f8", "home has no pod 4f8.", "I know default/web-5d4f8-a and default/web-5d4f8-b."],
  ["web", "web could be 2 pods.", "I know default/web-5d4f8-a and default/web-5d4f8-b."],
])("%s is asked for again", async (typed, message, hint) => {
  const pods = [givenPod({ name: "web-5d4f8-a" }), givenPod({ name: "web-5d4f8-b" })];
  const asked = ask(`pod show ${typed}`, givenCluster({ pods }));
  await expect(asked).rejects.toMatchObject({ name: "RefusedError", message, hint, choose: "pod" });
});

test("while a cluster is unread or unreachable no pod is said to be absent", async () => {
  const connecting = givenCluster({ reach: { state: "connecting", since: now } });
  await expect(ask("pod show web", connecting)).rejects.toMatchObject({
    message: "home is still being read.",
  });
  await expect(ask("pod show web", givenCluster({ reach: unreachable(undefined) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});

test("what a pod's message says is only text", async () => {
  const pods = [givenPod()];
  const details = { "default/web-5d4f8-abcde": { message: hostile.repeat(100) } };
  expect((await ask("pod show web", givenCluster({ pods, details }))).faults).toEqual([]);
});
