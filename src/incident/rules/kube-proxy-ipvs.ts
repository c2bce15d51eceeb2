// kube-proxy runs in ipvs mode, which Kubernetes deprecated in 1.35, disables in 1.40 and removes in 1.43.
import { readProxyConfig } from "#src/kubeadm/kube-proxy/config.ts";
import { defineRule } from "../rule.ts";

/** Asked of the text first, as a rule is asked often and YAML takes a while. */
const mayBe = /\bipvs\b/;

export default defineRule({
  alert: "KubeProxyIpvsDeprecated",
  severity: "info",
  for: "1h",
  needs: ["kubeProxyConfig"],
  detect: ({ cluster }, { kubeProxyConfig: text }) =>
    mayBe.test(text) && readProxyConfig(text)?.mode === "ipvs" ? [cluster] : [],
  subject: (cluster) => ({ kind: "Cluster", name: cluster }),
  summary: () =>
    "kube-proxy runs in ipvs mode: deprecated since Kubernetes 1.35, off by default in 1.40, gone in 1.43",
  remedies: () => ["kube-proxy show", "kube-proxy mode nftables"],
});
