import { expect, test } from "vitest";
import { judgePod } from "#src/kubeadm/disruption/judge-pod.ts";
import { givenDaemonPod, givenDb, givenMirror, givenPodFacts, givenUnmanaged, givenVolume } from "./given.ts";

const daemonSets = new Set(["kube-system/kube-proxy"]);
const noDaemonSets = new Set<string>();
const scratch = [givenVolume()];
const job = { kind: "Job", name: "backup-29396580", uid: "uid-job" };

test.each([
  ["a replica", givenPodFacts(), []],
  ["a replica that is not ready", givenPodFacts({ ready: false }), []],
  ["a replica that waits for an image", givenPodFacts({ phase: "Pending" }), []],
  ["a pod of a StatefulSet", givenDb(), []],
  ["a pod with a claim", givenDb({ volumes: [givenVolume({ kind: "persistentVolumeClaim" })] }), []],
  ["a pod with a folder of its node", givenDb({ volumes: [givenVolume({ kind: "hostPath" })] }), []],
  ["a pod of a Job", givenPodFacts({ owner: job }), []],
  ["a pod that nobody controls", givenUnmanaged(), ["unmanaged"]],
  ["one that has succeeded", givenUnmanaged({ phase: "Succeeded", volumes: scratch }), []],
  ["one that has failed", givenUnmanaged({ phase: "Failed", volumes: scratch }), []],
  ["a pod with an emptyDir", givenPodFacts({ volumes: scratch }), ["emptydir"]],
  ["one in memory", givenPodFacts({ volumes: [givenVolume({ inMemory: true })] }), ["emptydir"]],
  ["a finished pod with an emptyDir", givenPodFacts({ phase: "Succeeded", volumes: scratch }), []],
  ["both", givenUnmanaged({ volumes: scratch }), ["unmanaged", "emptydir"]],
  ["a finished pod of a DaemonSet", givenDaemonPod({ phase: "Failed" }), []],
])("%s goes", (_what, pod, losses) => {
  expect(judgePod(pod, daemonSets)).toEqual({ kind: "goes", losses });
});

test("a pod of a DaemonSet stays, with an emptyDir too", () => {
  const stays = { kind: "stays", why: "daemonset" };
  expect(judgePod(givenDaemonPod(), daemonSets)).toEqual(stays);
  expect(judgePod(givenDaemonPod({ volumes: scratch }), daemonSets)).toEqual(stays);
});

test("a pod whose DaemonSet is gone, or has its name in another namespace only, is orphaned", () => {
  const orphaned = { kind: "goes", losses: ["orphaned"] };
  expect(judgePod(givenDaemonPod(), noDaemonSets)).toEqual(orphaned);
  expect(judgePod(givenDaemonPod({ namespace: "shop" }), daemonSets)).toEqual(orphaned);
});

test("a static pod stays, whatever it uses", () => {
  const stays = { kind: "stays", why: "static" };
  expect(judgePod(givenMirror(), daemonSets)).toEqual(stays);
  expect(judgePod(givenMirror({ owner: undefined, volumes: scratch }), daemonSets)).toEqual(stays);
});

test("nothing is asked of a pod that is being deleted", () => {
  const leaving = { kind: "leaving" };
  expect(judgePod(givenPodFacts({ deletedAt: 1 }), daemonSets)).toEqual(leaving);
  expect(judgePod(givenUnmanaged({ deletedAt: 1, volumes: scratch }), daemonSets)).toEqual(leaving);
});
