// Bootstrap tokens that never end: whoever has read one, ever, can join a machine.
import { count, few } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeBootstrapTokenEndless",
  severity: "warning",
  for: "10m",
  needs: ["bootstrapTokens"],
  detect: ({ cluster }, { bootstrapTokens }) => {
    const ids = bootstrapTokens.filter(({ expiresAt }) => expiresAt === undefined).map(({ id }) => id);
    return ids.length > 0 ? [{ cluster, ids }] : [];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  summary: ({ ids }) =>
    `${count(ids.length, "bootstrap token")} ${ids.length === 1 ? "has" : "have"} no end (${few(ids, 5)}): whoever has seen one can join a machine`,
  remedies: ({ ids }) => ["token list", ...ids.slice(0, 1).map((id) => `token revoke ${id}`)],
});
