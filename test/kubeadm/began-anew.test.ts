// A node has begun anew once everything that runs on each of its boots has been started again, and not before.
import { expect, test } from "vitest";
import { beganAnew } from "#src/kubeadm/began-anew.ts";
import { givenAgentPod, givenContainer, givenStaticPod, hour, minute, now } from "../given.ts";

const ended = (agoMs: number) => ({
  containers: [givenContainer({ last: { reason: "Unknown", exitCode: 255, finishedAt: now - agoMs } })],
});

test("the earliest end is told, of nodes of which everything has ended once", () => {
  const pods = [
    givenStaticPod("etcd", "cp-1", ended(4 * minute)),
    givenAgentPod("kube-proxy", "cp-1", ended(3 * minute)),
    givenAgentPod("kube-proxy", "w1", ended(hour)),
    givenAgentPod("kube-flannel-ds", "w1"),
    givenAgentPod("kube-proxy", "w2"),
  ];
  expect([...beganAnew(pods)]).toEqual([["cp-1", now - 4 * minute]]);
});
