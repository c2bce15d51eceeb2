// A condition that some other tool (node-problem-detector, a vendor's agent) set on a node, and that is True: something is wrong.
import { listed } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

/** Told by rules of their own. */
const told = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

/**
 * True without harm: what an admin is doing (core/v1 since 1.37, KEP-5683), the kubelet's own shutdown, and what tells that all
 * is well.
 */
const harmless = [
  "DrainInProgress",
  "Drained",
  "MaintenancePlanned",
  "MaintenanceInProgress",
  "GracefulNodeShutdownInProgress",
  "EtcdIsVoter",
];

const silent: ReadonlySet<string> = new Set([...told, ...harmless]);

export default defineRule({
  alert: "KubeNodeCondition",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { nodes } }) =>
    nodes.flatMap((node) => {
      const found = node.conditions.filter(({ type, status }) => status === "True" && !silent.has(type));
      return found.length > 0 ? [{ node, found }] : [];
    }),
  subject: ({ node }) => ({ kind: "Node", name: node.name }),
  since: ({ found }) => Math.min(...found.map(({ since }) => since)),
  inWork: ({ node }) => node.unschedulable,
  summary: ({ node, found }) => {
    const why = found.map(({ message, reason }) => message || reason).filter(Boolean);
    return `${node.name} has ${listed(found.map(({ type }) => type))}${why.length > 0 ? `: ${why.join("; ")}` : ""}`;
  },
  remedies: ({ node }) => [`node show ${node.name}`, `event list --about=node/${node.name}`],
});
