import { expect, test } from "vitest";
import { changeBack, changeFor, findingsOf, whyAbsent } from "#src/kubeadm/kube-proxy/causes.ts";
import type { NodeFacts, Template, Toleration } from "#src/kubernetes/facts.ts";
import { givenNode } from "../../given.ts";
import { givenTemplate } from "./template.ts";

const controlPlane = {
  taints: [{ key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" }],
};

test.each<[string, Partial<Template>, Partial<NodeFacts>, readonly string[]]>([
  ["kubeadm's own template runs everywhere", {}, controlPlane, []],
  [
    "without tolerations the control plane is left out",
    { tolerations: [] },
    controlPlane,
    ["it does not tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule"],
  ],
  [
    "the old name of the taint helps nobody",
    { tolerations: [toleration("node-role.kubernetes.io/master")] },
    controlPlane,
    ["it does not tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule"],
  ],
  [
    "a value must be the same",
    { tolerations: [{ ...toleration("dedicated"), operator: "Equal", value: "gpu" }] },
    { taints: [{ key: "dedicated", value: "gpu", effect: "NoExecute" }] },
    [],
  ],
  [
    "the controller tolerates a node in trouble by itself",
    { tolerations: [] },
    {
      taints: [
        { key: "node.kubernetes.io/not-ready", value: "", effect: "NoExecute" },
        { key: "node.kubernetes.io/disk-pressure", value: "", effect: "NoSchedule" },
        { key: "node.kubernetes.io/unschedulable", value: "", effect: "NoSchedule" },
        { key: "anything", value: "", effect: "PreferNoSchedule" },
      ],
    },
    [],
  ],
  [
    "a selector of an architecture",
    { nodeSelector: { "kubernetes.io/os": "linux", "beta.kubernetes.io/arch": "amd64" } },
    {},
    ["its node selector wants beta.kubernetes.io/arch=amd64"],
  ],
  [
    "an affinity",
    {
      nodeAffinity: [
        {
          matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }],
          matchFields: [],
        },
      ],
    },
    { labels: { "kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64" } },
    ["its node affinity leaves the node out"],
  ],
])("%s", (_title, template, node, expected) => {
  expect(whyAbsent(givenTemplate(template), givenFacts(node)).map(({ said }) => said)).toEqual(expected);
});

test("one cause names all its nodes, and only what is wrong is changed", () => {
  const template = givenTemplate({ tolerations: [], nodeSelector: { disk: "ssd" } });
  const absent = ["cp-1", "cp-2"].map((name) =>
    givenFacts({ ...givenNode({ name }), ...controlPlane, labels: { disk: "ssd" } }),
  );
  const findings = findingsOf({ template, absent, nodes: absent, version: "v1.37.1" });
  expect(findings).toEqual([
    {
      cause: "tolerations",
      said: "it does not tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule",
      nodes: ["cp-1", "cp-2"],
    },
  ]);
  const change = changeFor(findings, template, "v1.37.1");
  expect(change).toEqual({
    tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }],
  });
  expect(changeBack(change, template)).toEqual({ tolerations: [] });
});

test("an image for one architecture is wrong only where there is another", () => {
  const template = givenTemplate({ images: { "kube-proxy": "registry.k8s.io/kube-proxy-amd64:v1.37.1" } });
  const all = { template, absent: [], version: "v1.37.1" };
  const nodes = [givenNode(), givenNode({ name: "pi-1", arch: "arm64" })];
  expect(findingsOf({ ...all, nodes: nodes.slice(0, 1) })).toEqual([]);
  const findings = findingsOf({ ...all, nodes });
  expect(findings).toMatchObject([{ cause: "architecture", nodes: ["pi-1"] }]);
  const change = changeFor(findings, template, "v1.37.1");
  expect(change).toEqual({ images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.37.1" } });
  expect(changeBack(change, template)).toEqual({ images: template.images });
});

test("another minor version than the API server's is told", () => {
  const template = givenTemplate({ images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.34.2" } });
  const findings = findingsOf({ template, absent: [], nodes: [givenNode()], version: "v1.37.1" });
  expect(findings.map(({ cause, nodes }) => [cause, nodes])).toEqual([["version", ["worker-1"]]]);
});

test("an affinity is taken away as a whole, and put back with its terms", () => {
  const terms = [{ matchExpressions: [{ key: "a", operator: "Exists", values: [] }], matchFields: [] }];
  const template = givenTemplate({ nodeAffinity: terms });
  const findings = findingsOf({ template, absent: [givenFacts()], nodes: [], version: "v1.37.1" });
  const change = changeFor(findings, template, "v1.37.1");
  expect(change).toEqual({ requiredNodeAffinity: "none" });
  expect(changeBack(change, template)).toEqual({ requiredNodeAffinity: terms });
});

function toleration(key: string): Toleration {
  return { key, operator: "Exists", value: "", effect: "", seconds: undefined };
}

function givenFacts(more: Partial<NodeFacts> = {}): NodeFacts {
  const labels = { "kubernetes.io/os": "linux" };
  return { ...givenNode(), resourceVersion: "1", annotations: {}, labels, ...more };
}
