import { expect, test } from "vitest";
import { byWorkload, workloadOf } from "#src/incident/workload.ts";
import { givenPod } from "../given.ts";

test.each([
  ["ReplicaSet", "web-api-5d4f8c9b7", "Deployment web-api"],
  ["Job", "backup-29384710", "CronJob backup"],
  ["Job", "import-2026", "Job import-2026"],
  ["StatefulSet", "postgres", "StatefulSet postgres"],
  ["DaemonSet", "kube-proxy", "DaemonSet kube-proxy"],
  ["Node", "cp-1", "Pod etcd-cp-1"],
])("a pod of %s %s is known as %s", (kind, name, known) => {
  const subject = workloadOf(givenPod({ name: "etcd-cp-1", owner: { kind, name } }));
  expect(`${subject.kind} ${subject.name}`).toBe(known);
});

test("a pod without an owner is known by itself", () => {
  expect(workloadOf(givenPod({ name: "debug", owner: undefined }))).toEqual({
    kind: "Pod",
    namespace: "default",
    name: "debug",
  });
});

test("workloads of the same name in two namespaces are two", () => {
  const pods = [givenPod(), givenPod({ namespace: "media" }), givenPod({ name: "web-5d4f8-other" })];
  expect(byWorkload(pods, (pod) => pod).map((group) => group.length)).toEqual([2, 1]);
});
