// The JSON of a bootstrap token's Secret: all but its secret half.
// Keys: k8s.io/cluster-bootstrap/token/api/types.go.
import type { BootstrapToken } from "../facts.ts";
import { versionOf } from "./project-facts.ts";
import { timeOf } from "./time.ts";
import type { WireSecret } from "./wire-facts.ts";

export const tokenSecretType = "bootstrap.kubernetes.io/token";
export const tokenNamePrefix = "bootstrap-token-";
export const managedByLabel = "app.kubernetes.io/managed-by";
export const managedByUs = "wheelhouse";

export function projectToken({ metadata, data }: WireSecret): BootstrapToken {
  const labels = metadata?.labels ?? {};
  const text = (key: string) => Buffer.from(data?.[key] ?? "", "base64").toString("utf8");
  const usages = (["authentication", "signing"] as const).filter(
    (usage) => text(`usage-bootstrap-${usage}`) === "true",
  );
  return {
    ...versionOf(metadata),
    id: text("token-id") || (metadata?.name ?? "").slice(tokenNamePrefix.length),
    createdAt: timeOf(metadata?.creationTimestamp),
    // One that cannot be read has passed, as kube-controller-manager's token cleaner takes it.
    expiresAt: text("expiration") === "" ? undefined : timeOf(text("expiration")),
    usages,
    groups: text("auth-extra-groups")
      .split(",")
      .filter((group) => group !== ""),
    description: text("description"),
    ours: labels[managedByLabel] === managedByUs,
    labels,
    annotations: metadata?.annotations ?? {},
  };
}

/** `<id>.<secret>`. */
export function wholeToken({ data }: WireSecret): string {
  const text = (key: string) => Buffer.from(data?.[key] ?? "", "base64").toString("utf8");
  return `${text("token-id")}.${text("token-secret")}`;
}
