import { expect, test } from "vitest";
import rule from "#src/incident/rules/kube-proxy-ipvs.ts";
import { reading } from "./reading.ts";
import { found } from "./series.ts";

const config = (mode: string) => ({
  kubeProxyConfig: reading(
    `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nipvs:\n  strictARP: false\nmode: "${mode}"\n`,
  ),
});

test("ipvs is told, with the way out", () => {
  expect(found(rule, {}, config("ipvs"))).toMatchObject([
    {
      severity: "info",
      summary: expect.stringContaining("1.43"),
      remedies: expect.arrayContaining(["kube-proxy mode nftables"]),
    },
  ]);
});

test.each(["", "iptables", "nftables"])("mode `%s` is not told, though the file speaks of ipvs", (mode) => {
  expect(found(rule, {}, config(mode))).toEqual([]);
});

test("a cluster without kube-proxy is not told", () => {
  expect(found(rule, {}, { kubeProxyConfig: reading("") })).toEqual([]);
});
