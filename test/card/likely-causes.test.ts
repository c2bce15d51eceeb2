import { expect, test } from "vitest";
import { withCauses } from "#src/card/likely-causes.ts";
import { problemsOf } from "#src/incident/problems.ts";
import { sightOf } from "#src/incident/sight.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { home, threeNodes } from "../commands/kube-proxy/given.ts";
import {
  crashing,
  givenAgentPod,
  givenCluster,
  givenDaemonSet,
  givenNode,
  givenPod,
  hour,
  now,
} from "../given.ts";
import { givenTemplate } from "../kubeadm/kube-proxy/template.ts";

async function explained(cluster: ClusterView) {
  const problems = problemsOf(sightOf(cluster, now));
  return withCauses(problems, cluster, AbortSignal.timeout(60_000));
}

test("kube-proxy that a node selector keeps off is said so, and repaired with one click", async () => {
  const cluster = home({
    rollout: { template: givenTemplate({ nodeSelector: { "kubernetes.io/arch": "amd64" } }) },
    labels: { "kubernetes.io/arch": "arm64" },
    proxies: [],
    daemonSets: [givenDaemonSet()],
    pods: [givenAgentPod("kube-proxy", "cp-1"), givenAgentPod("kube-proxy", "worker-1")],
  });
  const [problem] = await explained(cluster);
  expect(problem?.summary).toBe(
    "kube-proxy is missing on pi-1: Services do not work from there; likely because its node selector wants kubernetes.io/arch=amd64",
  );
  expect(problem?.remedies.slice(0, 2)).toEqual(["kube-proxy repair", "kube-proxy show"]);
});

test("a node where it only starts anew is not blamed on what another node lacks", async () => {
  const cluster = home({
    rollout: {
      template: givenTemplate({ images: { "kube-proxy": "registry.k8s.io/kube-proxy-amd64:v1.37.1" } }),
    },
    proxies: [],
    daemonSets: [givenDaemonSet()],
    pods: [givenAgentPod("kube-proxy", "cp-1"), givenAgentPod("kube-proxy", "pi-1")],
  });
  const [problem] = await explained(cluster);
  expect(problem?.summary).toBe("kube-proxy is missing on worker-1: Services do not work from there");
  expect(problem?.remedies[0]).toBe("kube-proxy show");
});

test("what cannot be read explains nothing", async () => {
  const cluster = givenCluster({
    nodes: threeNodes,
    daemonSets: [givenDaemonSet()],
    pods: [givenAgentPod("kube-proxy", "cp-1")],
  });
  const [problem] = await explained(cluster);
  expect(problem?.summary).not.toContain("likely");
  expect(problem?.remedies[0]).toBe("kube-proxy show");
});

const last = { reason: "Error", exitCode: 255, finishedAt: now - 60_000 };
const pi = givenNode({ name: "pi-1", arch: "arm64" });

test.each([
  ["another architecture beside it", [givenNode(), pi], "its image is not for arm64"],
  ["one architecture only", [pi], undefined],
])("exit code 255 with %s", async (_what, nodes, said) => {
  const pod = givenPod({
    node: "pi-1",
    ready: false,
    readySince: now - hour,
    containers: [crashing({ last })],
  });
  const [problem] = await explained(givenCluster({ nodes, pods: [pod] }));
  if (said) expect(problem?.summary).toContain(`likely because ${said}`);
  else expect(problem?.summary).not.toContain("likely");
});

test("a pod that finds no node while one is cordoned offers to give that back", async () => {
  const pod = givenPod({
    node: "",
    phase: "Pending",
    ready: false,
    readySince: now - hour,
    createdAt: now - hour,
    containers: [],
    unscheduledBecause: "0/2 nodes are available: 1 node(s) were unschedulable.",
  });
  const nodes = [givenNode(), givenNode({ name: "w4", unschedulable: true })];
  const [problem] = await explained(givenCluster({ nodes, pods: [pod] }));
  expect(problem?.summary).toContain("likely because w4 is cordoned");
  expect(problem?.remedies[0]).toBe("node uncordon w4");
});
