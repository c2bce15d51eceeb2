import { expect, test } from "vitest";
import { readProxyConfig, withMode } from "#src/kubeadm/kube-proxy/config.ts";

const head = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n";

test.each([
  ["kubeadm before 1.37", 'metricsBindAddress: ""\nmode: ""\nnodePortAddresses: null\n', 'mode: "nftables"'],
  ["kubeadm since 1.37", "mode: iptables\nwinkernel:\n  mode: L2\n", "mode: nftables"],
  [
    "a comment behind it",
    "mode: ipvs   # faster, they said\nipvs:\n  strictARP: true\n",
    "mode: nftables   # faster, they said",
  ],
  ["single quotes", "mode: 'ipvs'\n", "mode: 'nftables'"],
  ["no value", "mode:\nconntrack: {}\n", "mode: nftables\nconntrack"],
  ["null", "mode: null\n", "mode: nftables"],
  ["no line end", "mode: iptables", "mode: nftables"],
  ["Windows' line ends", "mode: iptables\r\nconfigSyncPeriod: 0s\r\n", "mode: nftables\r\n"],
  ["a mode in a comment before", "# mode: ipvs was worse\nmode: iptables\n", "mode: nftables"],
  ["another key that ends so", "detectLocalMode: ClusterCIDR\nmode: iptables\n", "mode: nftables"],
])("with %s, one value changes and nothing else", (_what, rest, expected) => {
  const text = head + rest;
  const changed = withMode(text, "nftables") ?? "";
  expect(changed).toContain(expected);
  expect(readProxyConfig(changed)?.mode).toBe("nftables");
  const differing = changed.split("\n").filter((line, at) => line !== text.split("\n")[at]);
  expect(differing).toHaveLength(1);
});

test("a configuration without the line gets one at its end", () => {
  expect(withMode(`${head}clusterCIDR: 10.244.0.0/16`, "ipvs")).toBe(
    `${head}clusterCIDR: 10.244.0.0/16\nmode: ipvs\n`,
  );
});

test("there and back again is the same text", () => {
  const text = `${head}# ours\nmode: iptables # default\nipvs: { strictARP: false }\n`;
  expect(withMode(withMode(text, "nftables") ?? "", "iptables")).toBe(text);
});

test.each([
  ["no YAML", "mode: [iptables"],
  ["another kind", "kind: Deployment\nmode: iptables\n"],
  ["two documents", `${head}mode: iptables\n---\n${head}mode: ipvs\n`],
  ["a list", "- mode: iptables\n"],
  ["nothing", ""],
  ["a mapping on one line", "{ kind: KubeProxyConfiguration }"],
  ["a mode that others refer to", `${head}mode: &m iptables\nother: *m\n`],
])("%s is left alone", (_what, text) => {
  expect(withMode(text, "nftables")).toBeUndefined();
});

test.each([
  [`${head}mode: ""\n`, { mode: "", strictArp: false, nodePortAddresses: [] }],
  [head, { mode: "", strictArp: false, nodePortAddresses: [] }],
  [
    `${head}mode: ipvs\nipvs:\n  strictARP: true\nnodePortAddresses: [10.0.0.0/8]\n`,
    { mode: "ipvs", strictArp: true, nodePortAddresses: ["10.0.0.0/8"] },
  ],
  ["kind: Pod\n", undefined],
])("reads %j", (text, config) => {
  expect(readProxyConfig(text)).toEqual(config);
});
