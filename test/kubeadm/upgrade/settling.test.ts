// A control plane has settled when its new kubelet has started every static pod anew, or has had the time to.
import { expect, test } from "vitest";
import { whatSettles } from "#src/kubeadm/upgrade/settling.ts";
import { givenPodFacts } from "../disruption/given.ts";

const now = Date.UTC(2026, 10, 29, 18, 7);

/** `endedSecondsAgo`: the run before this one; undefined where there was none. */
function pod(name: string, endedSecondsAgo?: number, { ready = true } = {}) {
  const last = { reason: "Completed", exitCode: 0, finishedAt: now - (endedSecondsAgo ?? 0) * 1_000 };
  const [container] = givenPodFacts({ name }).containers;
  if (!container) throw new Error("a pod has a container");
  const containers = [{ ...container, last: endedSecondsAgo === undefined ? undefined : last }];
  return givenPodFacts({ name, mirror: true, ready, containers });
}

test.each([
  ["every static pod ended and began since", [pod("etcd-cp1", 9), pod("kube-apiserver-cp1", 8)], 12],
  ["it has had half a minute, and left them alone", [pod("etcd-cp1"), pod("kube-apiserver-cp1")], 30],
  ["systemd does not say since when it runs", [pod("etcd-cp1")], undefined],
])("it has settled: %s", (_, pods, runsSeconds) => {
  expect(whatSettles({ node: "cp1", pods, runsSeconds, now })).toBeUndefined();
});

test.each([
  ["one is as it was", [pod("etcd-cp1", 9), pod("kube-apiserver-cp1", 200)], 12, "run for 12 s"],
  ["one never ended", [pod("etcd-cp1", 9), pod("kube-apiserver-cp1")], 12, "run for 12 s"],
  ["none is seen", [], 12, "run for 12 s"],
  ["one is not ready again", [pod("etcd-cp1", 9, { ready: false })], 12, "not ready yet: etcd-cp1"],
  ["one is not ready after half a minute", [pod("etcd-cp1", 9, { ready: false })], 45, "not ready yet"],
])("it has not: %s", (_, pods, runsSeconds, said) => {
  expect(whatSettles({ node: "cp1", pods, runsSeconds, now })).toContain(said);
});
