// What a running operation causes is no news while it runs, and a minute after.
import { expect, test } from "vitest";
import { disturbs, isAtWork, workOf as workOn } from "#src/incident/works.ts";
import { loadSteps } from "#src/operation/load-steps.ts";
import type { Operation } from "#src/operation/operation.ts";
import { givenOperation } from "../operation/given.ts";
import { minute, problem } from "./series.ts";

function working(step: string, input: Record<string, string>, more: Partial<Operation> = {}): Operation {
  const operation = givenOperation({ state: "running", ...more });
  return { ...operation, plan: { ...operation.plan, steps: [{ step, input, title: step, calls: [] }] } };
}

const onNode = (...nodes: string[]) =>
  problem("KubePodNotReady", "web", {
    nodes,
    subject: { kind: "Deployment", namespace: "shop", name: "web" },
  });

const workOf = (operations: readonly Operation[], controlPlanes: readonly string[] = ["cp1"]) =>
  workOn(operations, new Set(controlPlanes));
const apiDown = problem("KubeAPIDown", "home", { subject: { kind: "Cluster", name: "home" } });

test("a drain covers what happens on its node alone", () => {
  const work = workOf([working("drain-node", { node: "w1" })]);
  expect(work(problem("KubeNodeNotReady", "w1", { nodes: ["w1"] }))).toMatchObject({ covered: true });
  expect(work(onNode("w1"))).toMatchObject({ by: expect.stringMatching(/^op-/) });
  expect(work(onNode("w1", "w2"))).toBeUndefined();
  expect(work(onNode())).toBeUndefined();
});

test("a reboot of a control plane covers that its API server is away, also where its machine is called otherwise", () => {
  expect(workOf([working("reboot-host", { host: "cp1" })])(apiDown)).toMatchObject({ covered: true });
  expect(workOf([working("reboot-host", { host: "w1" })])(apiDown)).toBeUndefined();
  const [drain, reboot] = [working("drain-node", { node: "cp1" }), working("reboot-host", { host: "box-7" })];
  const both = { ...drain, plan: { ...drain.plan, steps: [...drain.plan.steps, ...reboot.plan.steps] } };
  expect(workOf([both])(apiDown)).toBeDefined();
  expect(workOf([drain])(apiDown)).toBeUndefined();
});

test.each(["upgrade-control-plane", "renew-certificates", "restart-static-pod"])(
  "%s covers what is away with its control plane, and nothing that is away with another",
  (step) => {
    const work = workOf([working(step, { host: "cp1" })]);
    expect(work(apiDown)).toBeDefined();
    expect(work(problem("KubeControlPlaneComponentDown", "x", { nodes: ["cp1"] }))).toBeDefined();
    expect(work(problem("KubeControlPlaneComponentDown", "x", { nodes: ["cp2"] }))).toBeUndefined();
    expect(work(problem("etcdInsufficientMembers", "x", { nodes: ["cp1", "cp2"] }))).toBeUndefined();
    expect(work(problem("KubeNodeNotReady", "cp1", { nodes: ["cp1"] }))).toBeUndefined();
  },
);

test("one of several control planes takes no API server away, as the others serve", () => {
  const planes = ["cp1", "cp2", "cp3"];
  const upgrade = working("upgrade-control-plane", { host: "cp1" });
  expect(workOf([upgrade], planes)(apiDown)).toBeUndefined();
  const itsOwn = problem("KubeControlPlaneComponentDown", "x", { nodes: ["cp1"] });
  expect(workOf([upgrade], planes)(itsOwn)).toBeDefined();
  expect(workOf([working("reboot-host", { host: "cp1" })], planes)(apiDown)).toBeUndefined();
  // Whoever was started while it is away has not seen any yet.
  expect(workOf([upgrade], [])(apiDown)).toBeDefined();
});

test("a restart covers its workload and no other", () => {
  const work = workOf([working("restart-workload", { kind: "Deployment", namespace: "shop", name: "web" })]);
  expect(work(onNode("w1", "w2"))).toBeDefined();
  const other = { kind: "Deployment", namespace: "shop", name: "db" };
  expect(work(problem("KubePodNotReady", "db", { subject: other }))).toBeUndefined();
});

test("a change of kube-proxy covers kube-proxy, wherever it runs", () => {
  const work = workOf([working("roll-out-kube-proxy-template", {})]);
  const inSystem = { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" };
  expect(work(problem("KubePodCrashLooping", "x", { subject: inSystem }))).toBeDefined();
  const missing = { kind: "DaemonSet", name: "kube-proxy/missing" };
  expect(work(problem("KubeDaemonSetNotScheduled", "x", { subject: missing }))).toBeDefined();
  const cni = { kind: "DaemonSet", name: "CNI/missing" };
  expect(work(problem("KubeDaemonSetNotScheduled", "x", { subject: cni }))).toBeUndefined();
});

test("it lasts as long as the operation and a minute", () => {
  const operation = working("drain-node", { node: "w1" });
  expect(isAtWork(operation, 99 * minute)).toBe(true);
  const done = { ...operation, state: "succeeded" as const, endedAt: 5 * minute };
  expect(isAtWork(done, 5.9 * minute)).toBe(true);
  expect(isAtWork(done, 6 * minute)).toBe(false);
});

test("every step that is named here exists", async () => {
  const steps = await loadSteps(`${import.meta.dirname}/../../src/steps`);
  expect(Object.keys(disturbs).filter((name) => !steps.has(name))).toEqual([]);
});
