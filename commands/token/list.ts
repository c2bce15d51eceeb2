// /k8s token list
import { z } from "zod";
import { count, span } from "#src/base/text.ts";
import { readNow } from "#src/card/freshness.ts";
import { defineQuery } from "#src/command/define.ts";
import { canJoin, isCertsProxy, isExpired } from "#src/kubeadm/join/token.ts";
import type { BootstrapToken } from "#src/kubernetes/facts.ts";

export default defineQuery({
  summary: "Bootstrap tokens that machines join with, never their secrets",
  role: "viewer",
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, now, signal }) {
    const tokens = (await cluster.bootstrapTokens(signal)).toSorted(endlessFirst);
    const endless = tokens.filter(({ expiresAt }) => expiresAt === undefined);
    const notes = notesOn(tokens);
    return {
      headline: `${cluster.name}: ${count(tokens.length, "bootstrap token")}${endless.length > 0 ? `, ${endless.length} of which never expire` : ""}`,
      tone: endless.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Token" },
              { title: "Expires", align: "right" },
              { title: "For" },
              { title: "Description" },
              { title: "Made by" },
              { title: "Groups" },
            ],
            rows: tokens.map((token) => [
              token.id,
              endOf(token, now),
              purposeOf(token),
              token.description,
              token.ours ? "Wheelhouse" : "",
              token.groups.join(", "),
            ]),
          },
        },
        { kind: "list", title: notes.length > 0 ? "Good to know" : "", lines: notes },
      ],
      buttons: [
        { label: "Refresh", line: `token list --cluster=${cluster.name}`, how: "redraw" },
        { label: "Create one", line: `token create --cluster=${cluster.name}`, how: "thread" },
      ],
      freshness: readNow(now),
    };
  },
});

/** Those without an end are the danger; then those that end last. */
function endlessFirst(one: BootstrapToken, other: BootstrapToken): number {
  return (other.expiresAt ?? Number.MAX_VALUE) - (one.expiresAt ?? Number.MAX_VALUE);
}

function endOf(token: BootstrapToken, now: number): string {
  if (token.expiresAt === undefined) return "✗ never";
  return isExpired(token, now) ? "expired" : `in ${span(token.expiresAt - now)}`;
}

function purposeOf(token: BootstrapToken): string {
  if (isCertsProxy(token)) return "certificates of kubeadm-certs";
  if (canJoin(token)) return "joining";
  return token.usages.join(", ") || "nothing";
}

function notesOn(tokens: readonly BootstrapToken[]): readonly string[] {
  const endless = tokens.filter(({ expiresAt }) => expiresAt === undefined);
  return [
    ...endless.map(
      ({ id }) => `${id} lets anybody who knows it join for good: token revoke ${id} ends that.`,
    ),
    ...tokens
      .filter(isCertsProxy)
      .map(
        ({ id }) =>
          `${id} only ends the Secret kubeadm-certs in time, for control planes that join: it lets nobody in, so leave it alone.`,
      ),
  ];
}
