import { expect, test } from "vitest";
import { causesAmong } from "#src/incident/causes.ts";
import rule from "#src/incident/rules/image-architecture.ts";
import crashLooping from "#src/incident/rules/pod-crash-looping.ts";
import { crashing, givenAgentPod, givenDaemonSet, givenNode } from "../../given.ts";
import { found, said } from "./series.ts";

const nodes = [givenNode({ name: "pi-1", arch: "arm64" }), givenNode({ name: "w1", arch: "amd64" })];
const set = (image: string) => givenDaemonSet({ images: [image] });
const pinned = set("k8s.gcr.io/kube-proxy-amd64:v1.11.2");
const pods = [
  givenAgentPod("kube-proxy", "pi-1", { ready: false, containers: [crashing()] }),
  givenAgentPod("kube-proxy", "w1"),
];

test("an image for amd64 that fails on a Pi is told, with what mends kube-proxy", () => {
  expect(said(rule, { nodes, pods, daemonSets: [pinned] })).toEqual([
    "DaemonSet kube-system/kube-proxy does not run on pi-1: its image k8s.gcr.io/kube-proxy-amd64:v1.11.2 is for amd64 only",
  ]);
  expect(found(rule, { nodes, pods, daemonSets: [pinned] })[0]?.remedies).toEqual([
    "kube-proxy repair",
    "node show pi-1",
  ]);
});

test("it explains the crash loop that comes of it", () => {
  const given = { nodes, pods, daemonSets: [pinned] };
  const crash = found(crashLooping, given);
  const causeOf = causesAmong([...found(rule, given), ...crash]);
  expect(crash.map(causeOf)).toEqual(["KubeImageArchitectureMismatch/DaemonSet/kube-system/kube-proxy"]);
});

test("an image for every architecture, one that runs, and one that fails where it fits, are not told", () => {
  const everywhere = set("registry.k8s.io/kube-proxy:v1.37.1");
  expect(found(rule, { nodes, pods, daemonSets: [everywhere] })).toEqual([]);
  const well = pods.map((pod) => ({ ...pod, ready: true }));
  expect(found(rule, { nodes, pods: well, daemonSets: [pinned] })).toEqual([]);
  const failing = [givenAgentPod("kube-proxy", "w1", { ready: false })];
  expect(found(rule, { nodes, pods: failing, daemonSets: [pinned] })).toEqual([]);
});
