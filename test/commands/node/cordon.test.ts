import { expect, test } from "vitest";
import type { Pod, Taint } from "#src/kubernetes/objects.ts";
import { givenCluster, givenNode, givenPod } from "../../given.ts";
import { planOf } from "../ask.ts";

test("cordoning says how many pods stay, and rests on this very node", async () => {
  const plan = await planOf("node cordon worker-1", home());
  expect(plan).toMatchObject({
    target: "worker-1",
    title: "Cordon worker-1",
    basis: { uid: "uid-worker-1" },
    impact: ["No new pod is scheduled on worker-1; its 1 pod stays."],
    warnings: [],
  });
  expect(plan.steps.map(({ step, input }) => [step, input])).toEqual([
    ["cordon-node", { node: "worker-1", uid: "uid-worker-1" }],
  ]);
});

test("the last node that takes pods is warned about", async () => {
  const plan = await planOf("cordon worker-1", home({ others: false }));
  expect(plan.warnings).toEqual(["No other node takes ordinary pods: new ones would wait."]);
});

test("a tainted control plane is no place for ordinary pods", async () => {
  const taints = [{ key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" }];
  const plan = await planOf("cordon worker-1", home({ taints }));
  expect(plan.warnings).toEqual(["No other node takes ordinary pods: new ones would wait."]);
});

test("as many pods stay as the table of nodes counts", async () => {
  const pods = [givenPod(), givenPod({ name: "done", phase: "Succeeded" })];
  const plan = await planOf("cordon worker-1", home({ pods }));
  expect(plan.impact).toEqual(["No new pod is scheduled on worker-1; its 1 pod stays."]);
});

test("what is cordoned already is not proposed", async () => {
  await expect(planOf("node cordon worker-1", home({ unschedulable: true }))).rejects.toThrow(
    "cordoned already",
  );
});

type Home = {
  readonly unschedulable?: boolean;
  readonly others?: boolean;
  readonly taints?: readonly Taint[];
  readonly pods?: readonly Pod[];
};

function home({ unschedulable = false, others = true, taints = [], pods = [givenPod()] }: Home = {}) {
  const node = givenNode({ unschedulable });
  const nodes = others ? [node, givenNode({ name: "worker-2", taints })] : [node];
  const facts = { ...node, resourceVersion: "1", labels: {}, annotations: {} };
  return givenCluster({ nodes, pods, fresh: { node: async () => facts } });
}
