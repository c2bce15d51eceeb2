// What comes back after a power cut ticks itself, each by its own evidence.
import { expect, test } from "vitest";
import { recovery } from "#src/incident/recovery.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import {
  givenAgentPod,
  givenDaemonSet,
  givenLease,
  givenNode,
  givenPod,
  givenSight,
  givenStaticPod,
  hour,
  minute,
  now,
  silent,
} from "../given.ts";

const plane = givenNode({ name: "cp-1", roles: ["control-plane"] });
const dns = { labels: { "k8s-app": "kube-dns" }, namespace: "kube-system", ready: false };
const off = new Error("it does not answer");
const unreachable = {
  state: "unreachable",
  since: now,
  lastSeen: now,
  error: off,
} as unknown as Snapshot["reach"];
const end = { of: "API server", at: "10.0.0.10:6443", validity: { from: 0, until: now - hour } };

test.each<[string, Parameters<typeof givenSight>]>([
  ["clocks", [{ leases: [givenLease({ renewedAt: now + 5 * minute })] }]],
  ["etcd", [{ nodes: [plane], pods: [givenStaticPod("etcd", "cp-1", { ready: false })] }]],
  ["API server", [{ reach: unreachable }]],
  ["nodes", [{ nodes: [givenNode({ conditions: [silent(minute)] })] }]],
  ["pod network", [{ daemonSets: [givenDaemonSet({ name: "kube-flannel-ds", desired: 3, ready: 2 })] }]],
  ["CoreDNS", [{ pods: [givenPod({ name: "coredns-1", ...dns })] }]],
  ["pods", [{ pods: [givenPod({ ready: false })] }]],
  [
    "certificates",
    [{}, { certificates: { at: now, until: now + hour, value: [end] } } as Parameters<typeof givenSight>[1]],
  ],
])("%s is open as long as it is not so", (what, given) => {
  const open = recovery(givenSight(...given)).filter((each) => each.open !== undefined);
  expect(open.map((each) => each.what)).toContain(what);
  expect(open[0]?.what).toBe(what);
});

test("where all is well every one is ticked", () => {
  const pods = [
    givenStaticPod("etcd", "cp-1"),
    givenAgentPod("kube-proxy", "cp-1"),
    givenPod({ node: "cp-1" }),
  ];
  const items = recovery(
    givenSight({ nodes: [plane], pods: pods.filter(({ labels }) => !labels.component) }),
  );
  expect(items.filter(({ open }) => open !== undefined)).toEqual([]);
});
