// A node short of memory, disk or process ids. From 1.37 on other conditions may be True without harm, so these are named.
import { listed } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"];

export default defineRule({
  alert: "KubeNodePressure",
  severity: "warning",
  for: "10m",
  detect: ({ snapshot: { nodes } }) =>
    nodes
      .map((node) => ({
        node,
        found: node.conditions.filter(({ type, status }) => pressures.includes(type) && status === "True"),
      }))
      .filter(({ found }) => found.length > 0),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  since: ({ found }) => Math.min(...found.map(({ since }) => since)),
  inWork: ({ node }) => node.unschedulable,
  summary: ({ node, found }) => {
    const why = found.map(({ message, reason }) => message || reason).filter(Boolean);
    const said = why.length > 0 ? `: ${why.join("; ")}` : "";
    return `${node.name} has ${listed(found.map(({ type }) => type))}${said}`;
  },
  remedies: ({ node, found }) => [
    ...(found.some(({ type }) => type === "DiskPressure") ? [`disk clean ${node.name}`] : []),
    `node show ${node.name}`,
    `pod list --node=${node.name}`,
  ],
});
