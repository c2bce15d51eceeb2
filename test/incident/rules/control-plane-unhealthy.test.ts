import { expect, test } from "vitest";
import rule from "#src/incident/rules/control-plane-unhealthy.ts";
import { controlPlaneComponents } from "#src/kubeadm/components.ts";
import { givenNode, givenStaticPod, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const cp = givenNode({ name: "cp-1", roles: ["control-plane"] });
const statics = controlPlaneComponents.map((component) => givenStaticPod(component, "cp-1"));
const without = (component: string) => statics.filter(({ labels }) => labels.component !== component);

test("a whole control plane does not alert", () => {
  expect(found(rule, { nodes: [cp, givenNode()], pods: statics })).toEqual([]);
});

test("a missing scheduler alerts", () => {
  expect(said(rule, { nodes: [cp], pods: without("kube-scheduler") })).toEqual([
    "kube-scheduler is missing on cp-1",
  ]);
});

test("a component that is not ready alerts and offers its log", () => {
  const pods = [...without("etcd"), givenStaticPod("etcd", "cp-1", { ready: false })];
  const [problem] = found(rule, { nodes: [cp], pods });

  expect(problem?.summary).toBe("etcd is not ready on cp-1");
  expect(problem?.remedies[0]).toBe("pod logs kube-system/etcd-cp-1");
});

test("external etcd is not missed", () => {
  expect(found(rule, { nodes: [cp], pods: without("etcd") })).toEqual([]);
});

test("a node that is down alerts once, not once more for each component", () => {
  expect(found(rule, { nodes: [{ ...cp, conditions: [silent()] }], pods: statics })).toEqual([]);
});

test("a cordoned node that is down still alerts for what the control plane lost", () => {
  const nodes = [{ ...cp, unschedulable: true, conditions: [silent()] }];
  expect(found(rule, { nodes, pods: statics })).toHaveLength(4);
});
