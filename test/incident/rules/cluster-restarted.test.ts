// A power cut is one list that ticks itself and explains the rest; a node that rebooted alone, or one after another, is none.
import { expect, test } from "vitest";
import { causesAmong } from "#src/incident/causes.ts";
import rule from "#src/incident/rules/cluster-restarted.ts";
import nodeNotReady from "#src/incident/rules/node-not-ready.ts";
import { givenAgentPod, givenContainer, givenNode, givenPod, minute, now, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const agent = (node: string, agoMs: number) =>
  givenAgentPod("kube-proxy", node, {
    containers: [givenContainer({ last: { reason: "Unknown", exitCode: 255, finishedAt: now - agoMs } })],
  });
const nodes = [givenNode({ name: "a" }), givenNode({ name: "b" }), givenNode({ name: "c" })];
const stuck = givenPod({ node: "a", ready: false });
const restarted = (...ago: readonly number[]) =>
  ago.map((minutes, at) => agent(["a", "b", "c"][at] ?? "", minutes * minute));

test("what is back is ticked, the first that is not says why, and it is over when all is", () => {
  expect(said(rule, { nodes, pods: [...restarted(4, 5, 6), stuck] })).toEqual([
    "3 of 3 nodes began anew together 6 min ago, as after a power cut. ✓ clocks, ✓ etcd, ✓ API server, ✓ nodes, ✓ pod network, ✓ CoreDNS, → pods: default/web-5d4f8-abcde not ready, ✓ certificates",
  ]);
  expect(said(rule, { nodes, pods: restarted(4, 5, 6) })).toEqual([]);
});

test("a machine that stays off is the first thing to look at, and explained", () => {
  const dead = givenNode({ name: "d", conditions: [silent(9 * minute)] });
  const given = { nodes: [...nodes, dead], pods: [...restarted(4, 5, 6), stuck] };
  const all = found(rule, given);
  expect(all[0]?.summary).toContain("3 of 4 nodes began anew together 6 min ago");
  expect(all[0]?.summary).toContain("→ nodes: d not ready, ✓ pod network, ✓ CoreDNS, ○ pods");
  const [down] = found(nodeNotReady, given);
  expect(down && causesAmong([...all, down])(down)).toBeDefined();
});

test.each([
  [
    "one node alone",
    [agent("a", minute), givenAgentPod("kube-proxy", "b"), givenAgentPod("kube-proxy", "c")],
  ],
  ["one after another", restarted(2, 9, 20)],
  ["more than an hour ago", restarted(61, 62, 63)],
])("%s is no power cut", (_, pods) => {
  expect(said(rule, { nodes, pods: [...pods, stuck] })).toEqual([]);
});
