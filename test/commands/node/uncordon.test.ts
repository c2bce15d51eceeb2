import { expect, test } from "vitest";
import { givenCluster, givenNode } from "../../given.ts";
import { planOf } from "../ask.ts";

test("a node that we cordoned is uncordoned", async () => {
  const plan = await planOf("node uncordon worker-1", home({ "wheelhouse/cordoned-by": "op-7k3m9x" }));
  expect(plan).toMatchObject({ basis: { cordonedBy: "op-7k3m9x" }, warnings: [] });
  expect(plan.steps.map(({ step }) => step)).toEqual(["uncordon-node"]);
});

test("what somebody else cordoned stays so, unless told", async () => {
  await expect(planOf("node uncordon worker-1", home({}))).rejects.toThrow("cordoned by somebody else");
  const plan = await planOf("node uncordon worker-1 --anyway", home({}));
  expect(plan.warnings).toEqual(["Somebody else cordoned worker-1, and may be working on it."]);
});

test("what we cordoned and somebody else cordoned again is theirs, though our mark is still there", async () => {
  const again = home({ "wheelhouse/cordoned-by": "op-7k3m9x" }, { cordonedWith: "kubectl" });
  await expect(planOf("node uncordon worker-1", again)).rejects.toThrow("cordoned by somebody else");
  const own = home({ "wheelhouse/cordoned-by": "op-7k3m9x" }, { cordonedWith: "wheelhouse" });
  expect(await planOf("node uncordon worker-1", own)).toMatchObject({ warnings: [] });
});

test("a drain that waits for room elsewhere does not keep anybody from making it", async () => {
  const { locks } = await planOf("node uncordon worker-1", home({ "wheelhouse/cordoned-by": "op-7k3m9x" }));
  expect(locks).toEqual(["node/home/worker-1"]);
});

test("a node that takes pods is not proposed", async () => {
  await expect(planOf("uncordon worker-1", home({}, { unschedulable: false }))).rejects.toThrow(
    "not cordoned",
  );
});

type Given = { readonly unschedulable?: boolean; readonly cordonedWith?: string };

function home(
  annotations: Readonly<Record<string, string>>,
  { unschedulable = true, cordonedWith }: Given = {},
) {
  const node = givenNode({ unschedulable });
  const facts = { ...node, resourceVersion: "1", labels: {}, annotations, cordonedWith };
  return givenCluster({ nodes: [node], fresh: { node: async () => facts } });
}
