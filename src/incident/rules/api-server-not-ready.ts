// The API server answers, and says itself that it is not ready: its etcd is gone, as a rule. Watches stay open then.
import { few } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeAPIServerNotReady",
  severity: "critical",
  for: "1m",
  needs: ["apiServer"],
  detect: ({ cluster }, { apiServer: { ready, checks } }) =>
    ready ? [] : [{ cluster, failing: checks.filter(({ ok }) => !ok).map(({ name }) => name) }],
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  summary: ({ failing }) => {
    const consequence = failing.some((name) => name.startsWith("etcd"))
      ? ": nothing can be read or changed until etcd is back"
      : "";
    const checks = failing.length > 0 ? `, as its check of ${few(failing, 3)} fails` : "";
    return `The API server says it is not ready${checks}${consequence}`;
  },
  remedies: () => ["pod list kube-system", "status --details"],
});
