import { expect, test } from "vitest";
import { whyNot } from "#src/campaign/gates.ts";
import { givenNode, minute, now, silent } from "../given.ts";
import { givenIncident } from "../incident/given-incident.ts";
import { givenSeen, nodes, own, pods } from "./given-seen.ts";

const budget = {
  namespace: "shop",
  name: "db",
  selector: undefined,
  minAvailable: "2",
  maxUnavailable: "",
  disruptionsAllowed: 0,
  currentHealthy: 2,
  desiredHealthy: 2,
  expectedPods: 3,
  unhealthyPodEvictionPolicy: "IfHealthyBudget" as const,
  current: true,
};

const without = (name: string) => pods.map((pod) => (pod.name === name ? { ...pod, ready: false } : pod));

test("where all is well, nothing stands against a stage", () => {
  expect(whyNot(givenSeen(), own)).toEqual([]);
});

test.each([
  ["the API server says it is not ready", { ready: false }, "The API server is not ready: etcd."],
  [
    "a node is not ready",
    { nodes: [...nodes, givenNode({ name: "w2", conditions: [silent()] })] },
    "w2 is not ready.",
  ],
  [
    "a part of the control plane is not ready",
    { pods: without("kube-scheduler-cp2") },
    "kube-scheduler on cp2 is not ready.",
  ],
  [
    "one member of etcd is missing, so that no further one may be lost",
    { pods: without("etcd-cp3") },
    "etcd has 2 of 3 members ready, and 3 must be (cp3 not).",
  ],
  ["no pod of CoreDNS is ready", { pods: without("coredns-1") }, "No pod of CoreDNS is ready."],
  [
    "somebody else cordoned a node",
    { cordons: [{ node: "w1", by: undefined }] },
    "w1 was cordoned by somebody else meanwhile.",
  ],
  [
    "another operation cordoned a node",
    { cordons: [{ node: "w1", by: "op-other1" }] },
    "w1 was cordoned by op-other1 meanwhile.",
  ],
  ["something critical is wrong", { incidents: [givenIncident()] }, /^in-7k3m9x: pi-1 has been NotReady/],
  [
    "a warning came since it began",
    { incidents: [givenIncident({ severity: "warning", since: now + minute })] },
    /^in-7k3m9x/,
  ],
  [
    "a budget waits for pods to become healthy",
    { budgets: [{ ...budget, currentHealthy: 1 }] },
    "The budget shop/db wants 2 healthy pods, and 1 are.",
  ],
] as const)("a stage waits while %s", (_when, changed, words) => {
  const why = whyNot(givenSeen(changed), own);
  expect(why).toEqual([typeof words === "string" ? words : expect.stringMatching(words)]);
});

test.each([
  [
    "a node that was off when it was approved",
    { nodes: [...nodes, givenNode({ name: "w9", conditions: [silent()] })] },
  ],
  ["an incident about that node", { incidents: [givenIncident({ subject: { kind: "Node", name: "w9" } })] }],
  ["its own cordon", { cordons: [{ node: "w1", by: "op-own001" }] }],
  ["a cordon that was there before", { cordons: [{ node: "w8", by: undefined }] }],
  ["what its own operations silence", { incidents: [givenIncident({ state: "silenced" })] }],
  ["a warning that was there before", { incidents: [givenIncident({ severity: "warning" })] }],
  [
    "kubelets that are ahead of other API servers, as an upgrade that rests has them",
    {
      incidents: [givenIncident({ alert: "KubeVersionMismatch", severity: "warning", since: now + minute })],
    },
  ],
  ["a drill", { incidents: [givenIncident({ drill: true })] }],
  ["what another incident explains", { incidents: [givenIncident({ explainedBy: "in-cause1" })] }],
  ["a budget that never allows any", { budgets: [budget] }],
  [
    "a pod of CoreDNS that failed for good",
    {
      pods: [
        ...pods,
        ...pods
          .filter(({ name }) => name === "coredns-1")
          .map((pod) => ({ ...pod, name: "coredns-2", phase: "Failed", ready: false })),
      ],
    },
  ],
] as const)("no stage waits for %s", (_what, changed) => {
  expect(whyNot(givenSeen(changed), { ...own, off: ["w9"], cordoned: ["w8"] })).toEqual([]);
});

test("a machine of the control plane that is known to be off still counts for etcd's quorum", () => {
  const off = nodes.map((node) => (node.name === "cp3" ? { ...node, conditions: [silent()] } : node));
  expect(whyNot(givenSeen({ nodes: off }), { ...own, off: ["cp3"] })).toEqual([
    "etcd has 2 of 3 members ready, and 3 must be (cp3 not).",
  ]);
});

test("a single control plane needs its one member, and no more", () => {
  const one = nodes.filter(({ name }) => name === "cp1" || name === "w1");
  const its = pods.filter(({ node }) => node === "cp1" || node === "w1");
  expect(whyNot(givenSeen({ nodes: one, pods: its }), own)).toEqual([]);
});

test("of what is only last seen, nothing more is said than that", () => {
  const seen = givenSeen({ pods: without("etcd-cp3") });
  const { sight } = seen;
  const reach = { state: "connecting", since: now } as const;
  const lost = { ...seen, sight: { ...sight, snapshot: { ...sight.snapshot, reach } } };
  expect(whyNot(lost, own)).toEqual(["The cluster is being read for the first time."]);
});
