// Which pods rules look at: whatever any of them could find is among the suspects, and each list is made once.
import { expect, test } from "vitest";
import { isCrashing } from "#src/kubeadm/crashing.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import { isPlainlyWell, sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { Container, Pod } from "#src/kubernetes/objects.ts";
import { givenAgentPod, givenPod, now } from "../given.ts";

const [container] = givenPod().containers;

test("of every pod that is plainly well, none crashes, was killed or is unwell in any other way", () => {
  const well = everyPod().filter(isPlainlyWell);
  expect(well.length).toBeGreaterThan(0);
  for (const pod of well) {
    expect(healthOf(pod).healthy).toBe(true);
    expect(pod.phase).toBe("Running");
    for (const each of pod.containers) {
      expect(isCrashing(each, now)).toBe(false);
      expect(each.state === "terminated" && each.reason === "OOMKilled").toBe(false);
      expect(each.last).toBeUndefined();
    }
  }
});

test("pods are sorted by who looks for them, once for each array", () => {
  const proxy = givenAgentPod("kube-proxy", "n1");
  const job = givenPod({ name: "backup", owner: { kind: "Job", name: "backup-1" } });
  const dns = givenPod({ name: "coredns-1", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } });
  const etcd = givenPod({ name: "etcd-cp", namespace: "kube-system", labels: { component: "etcd" } });
  const gone = givenPod({ name: "web", phase: "Failed" });
  const pods = [givenPod(), proxy, job, dns, etcd, gone];
  const sorted = sortedPods(pods);
  expect(sorted).toEqual({
    ...{ suspect: [gone], ofJobs: [job], ofDaemonSets: [proxy], components: [etcd], coreDns: [dns] },
  });
  expect(sortedPods(pods)).toBe(sorted);
  expect(sortedPods([...pods])).not.toBe(sorted);
});

function everyPod(): readonly Pod[] {
  return everyContainer().flatMap((each) =>
    ["Running", "Pending", "Succeeded", "Failed"].flatMap((phase) =>
      [true, false].flatMap((ready) =>
        [undefined, now].map((deletedAt) => givenPod({ phase, ready, deletedAt, containers: [each] })),
      ),
    ),
  );
}

function everyContainer(): readonly Container[] {
  if (!container) throw new Error("a pod has a container");
  const lasts = [
    undefined,
    { reason: "OOMKilled", exitCode: 137, finishedAt: now },
    { reason: "Error", exitCode: 1, finishedAt: now },
  ];
  return (["running", "waiting", "terminated"] as const).flatMap((state) =>
    ["", "OOMKilled", "CrashLoopBackOff"].flatMap((reason) =>
      [0, 4].flatMap((restarts) =>
        [undefined, 0, 1].flatMap((exitCode) =>
          lasts.map((last) => ({ ...container, state, reason, restarts, exitCode, last })),
        ),
      ),
    ),
  );
}
