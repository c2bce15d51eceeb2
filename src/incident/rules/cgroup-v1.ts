// Nodes whose kernel runs version 1 of control groups: a kubelet of 1.35 or later does not start there.
import { few } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeNodeCgroupV1",
  severity: "info",
  for: "1h",
  needs: ["kubelets"],
  detect: ({ cluster }, { kubelets }) => {
    const names = kubelets.filter(({ cgroupVersion }) => cgroupVersion === 1).map(({ node }) => node);
    return names.length > 0 ? [{ cluster, names }] : [];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ names }) => names,
  summary: ({ names }) =>
    `${few(names, 5)} ${names.length === 1 ? "runs" : "run"} on cgroup v1: a kubelet of 1.35 or later does not start there`,
  remedies: ({ names }) => names.slice(0, 1).map((name) => `node show ${name}`),
});
