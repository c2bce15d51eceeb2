import { expect, test } from "vitest";
import { byController, controllerOf, sayController } from "#src/kubeadm/controller.ts";
import { givenPod, givenStaticPod } from "../given.ts";
import { givenPodFacts } from "./disruption/given.ts";

const owned = (kind: string, name: string) => ({ owner: { kind, name, uid: "1" } });

test.each([
  ["Deployment shop/web", givenPodFacts()],
  ["ReplicaSet shop/web-5d4f8", givenPodFacts({ labels: {} })],
  ["ReplicaSet shop/web-77777", givenPodFacts(owned("ReplicaSet", "web-77777"))],
  ["StatefulSet shop/db", givenPodFacts(owned("StatefulSet", "db"))],
  ["CronJob shop/backup", givenPodFacts(owned("Job", "backup-29396580"))],
  ["Job shop/import-2026", givenPodFacts(owned("Job", "import-2026"))],
  ["Rollout shop/web", givenPodFacts(owned("Rollout", "web"))],
  ["Pod shop/debug", givenPodFacts({ name: "debug", owner: undefined })],
])("%s keeps its pod", (said, pod) => {
  expect(sayController(controllerOf(pod))).toBe(said);
});

test("a pod that is watched is known by the same name as one that is read fresh", () => {
  const fresh = [givenPodFacts(), givenPodFacts({ labels: {}, ...owned("ReplicaSet", "queue-worker") })];
  const watched = fresh.map(({ owner, namespace, labels }) => givenPod({ owner, namespace, labels }));
  const said = ["Deployment shop/web", "ReplicaSet shop/queue-worker"];

  expect(fresh.map((pod) => sayController(controllerOf(pod)))).toEqual(said);
  expect(watched.map((pod) => sayController(controllerOf(pod)))).toEqual(said);
});

test("a static pod is known by itself", () => {
  expect(sayController(controllerOf(givenStaticPod("etcd", "cp-1")))).toBe("Pod kube-system/etcd-cp-1");
});

test("workloads of the same name in two namespaces are two", () => {
  const pods = [givenPod(), givenPod({ namespace: "media" }), givenPod({ name: "web-5d4f8-other" })];
  expect(byController(pods, (pod) => pod).map((group) => group.length)).toEqual([2, 1]);
});
