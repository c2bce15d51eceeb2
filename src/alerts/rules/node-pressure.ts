// A node short of memory, disk or process ids. From 1.37 on other conditions may be True without harm, so these are named.
import { defineRule } from "../rule.ts";

const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"];

export default defineRule({
  alert: "KubeNodePressure",
  severity: "warning",
  for: "10m",
  detect: ({ nodes }) =>
    nodes
      .filter(({ unschedulable }) => !unschedulable)
      .flatMap((node) =>
        node.conditions
          .filter(({ type, status }) => pressures.includes(type) && status === "True")
          .map((condition) => ({ node, condition })),
      ),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  summary: ({ node, condition }) =>
    `${node.name} has ${condition.type}: ${condition.message || condition.reason}`,
  remedies: ({ node }) => [`node show ${node.name}`, `pod list --node=${node.name}`],
});
