// Nodes that share an address: traffic for one of them reaches the other. Copied virtual machines and NAT adapters do that.
import { listed } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeNodeAddressDuplicate",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { nodes } }) => {
    const internal = nodes.flatMap(({ name, addresses }) =>
      addresses.flatMap(({ type, address }) => (type === "InternalIP" ? [{ name, address }] : [])),
    );
    return [...Map.groupBy(internal, ({ address }) => address)].flatMap(([address, owners]) => {
      const names = [...new Set(owners.map(({ name }) => name))].sort();
      return names.length > 1 ? [{ address, names }] : [];
    });
  },
  subject: ({ address }) => ({ kind: "Address", name: address }),
  nodes: ({ names }) => names,
  summary: ({ address, names }) =>
    `${listed(names)} have the same address ${address}: their kubelets were started without --node-ip, or one is a copy of the other`,
  remedies: ({ names }) => names.slice(0, 2).map((name) => `node show ${name}`),
});
