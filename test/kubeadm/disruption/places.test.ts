import { expect, test } from "vitest";
import { anywhere, homeless, otherNodes } from "#src/kubeadm/disruption/places.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import { givenNode, givenPod, silent } from "../../given.ts";
import { givenDb, givenPodFacts, givenRollout } from "./given.ts";

const GiB = 1024 ** 3;
const w4 = givenNode({ name: "w4" });
const pi = givenNode({ name: "pi-1", arch: "arm64" });
const plane = givenNode({
  name: "cp-1",
  roles: ["control-plane"],
  taints: [{ key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" }],
});
const term = (key: string, ...values: string[]) => [
  { matchExpressions: [{ key, operator: "In", values }], matchFields: [] },
];

test("a node that is left, cordoned or not ready takes no pods", () => {
  const nodes = [
    givenNode({ name: "w3" }),
    w4,
    givenNode({ name: "w5", unschedulable: true }),
    givenNode({ name: "w6", conditions: [silent()] }),
  ];
  expect(otherNodes(nodes, "w3")).toEqual([w4]);
});

test.each([
  ["wants nothing", {}, [pi], []],
  ["wants an architecture that is there", { nodeSelector: { "kubernetes.io/arch": "arm64" } }, [pi], []],
  ["wants another", { nodeSelector: { "kubernetes.io/arch": "amd64" } }, [pi], ["no node takes it"]],
  [
    "wants the node that is left",
    { nodeSelector: { "kubernetes.io/hostname": "w3" } },
    [w4, pi],
    ["no node takes it"],
  ],
  ["wants a label that nobody told us", { nodeSelector: { disk: "ssd" } }, [w4], []],
  [
    "has an affinity for another",
    { nodeAffinity: term("kubernetes.io/hostname", "w3") },
    [w4],
    ["no node takes it"],
  ],
  ["has an affinity for this one", { nodeAffinity: term("kubernetes.io/arch", "arm64") }, [w4, pi], []],
  ["has an affinity for a label unknown to us", { nodeAffinity: term("zone", "a") }, [w4], []],
  ["is kept off by a taint", {}, [plane], ["no node takes it"]],
  [
    "tolerates everything",
    { tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }] },
    [plane],
    [],
  ],
  [
    "tolerates another effect",
    { tolerations: [{ key: "", operator: "Exists", value: "", effect: "NoExecute", seconds: undefined }] },
    [plane],
    ["no node takes it"],
  ],
] satisfies [string, Partial<Rollout["template"]>, (typeof w4)[], string[]][])(
  "a pod that %s",
  (_what, template, others, whys) => {
    const rollout = givenRollout();
    const moving = [
      { pod: givenPodFacts(), rollout: { ...rollout, template: { ...rollout.template, ...template } } },
    ];
    expect(homeless(moving, others, []).map(({ why }) => why)).toEqual(whys);
  },
);

test("a pod whose workload is not known is asked itself", () => {
  const placement = { ...anywhere, nodeSelector: { "kubernetes.io/arch": "amd64" } };
  const moving = [{ pod: givenDb({ placement }), rollout: undefined }];
  expect(homeless(moving, [pi], [])).toMatchObject([{ why: "no node takes it" }]);
  expect(homeless(moving, [w4], [])).toEqual([]);
});

test("what other pods have asked for is not free", () => {
  const here = givenPod({ node: "w4", requests: { memory: 6 * GiB } });
  const moving = [{ pod: givenDb({ requests: { memory: 3 * GiB } }), rollout: undefined }];
  expect(homeless(moving, [w4], [])).toEqual([]);
  expect(homeless(moving, [w4], [here])).toMatchObject([{ why: "no room" }]);
  expect(homeless(moving, [w4], [{ ...here, phase: "Succeeded" }])).toEqual([]);
});

test("pods share what is free, the biggest first", () => {
  const sizes = [1, 5, 4];
  const moving = sizes.map((size, at) => ({
    pod: givenDb({ name: `db-${at}`, requests: { memory: size * GiB } }),
    rollout: undefined,
  }));
  expect(homeless(moving, [w4], [])).toMatchObject([{ pod: { name: "db-2" }, why: "no room" }]);
  expect(homeless(moving, [w4, pi], [])).toEqual([]);
});

test("a node that holds its most pods is full", () => {
  const full = givenNode({ name: "w5", allocatable: { cpu: 4, memory: 8 * GiB, pods: 1 } });
  const moving = [{ pod: givenPodFacts(), rollout: undefined }];
  expect(homeless(moving, [full], [givenPod({ node: "w5" })])).toMatchObject([{ why: "no room" }]);
});
