// What the API server checks of a decision on a CertificateSigningRequest.
import type { Rule } from "./api.ts";
import type { Identity } from "./identity.ts";
import { type Draft, type Fields, type KubeObject, listAt, textAt, timestamp } from "./object.ts";
import { fail, invalid } from "./status.ts";

const DECISIONS = ["Approved", "Denied"];

/** Whoever decides needs a right on the signer, too. */
export function checkSigner(
  { groups }: Identity,
  request: KubeObject,
  rules: readonly Rule[] | undefined,
): void {
  if (rules === undefined || groups.includes("system:masters")) return;
  const signer = textAt(request, "spec.signerName");
  const mayApprove = rules.some(
    ({ resources, verbs, resourceNames }) =>
      resources.includes("signers") && verbs.includes("approve") && (resourceNames?.includes(signer) ?? true),
  );
  if (mayApprove) return;
  const { name } = request.metadata;
  const message = `certificatesigningrequests.certificates.k8s.io "${name}" is forbidden: user not permitted to approve requests with signerName "${signer}"`;
  const details = { name, group: "certificates.k8s.io", kind: "certificatesigningrequests" };
  throw fail(403, "Forbidden", message, details);
}

/** A decision stays, and there is one. */
export function checkApproval(current: KubeObject, draft: Draft): void {
  const types = decisionsOf(draft);
  const [lost] = decisionsOf(current).filter((type) => !types.includes(type));
  if (lost !== undefined) {
    const message = `Forbidden: updates may not remove a condition of type "${lost}"`;
    throw wrongConditions(current, "FieldValueForbidden", message);
  }
  if (types.length < 2) return;
  const [first, second] = types.map((type) => JSON.stringify({ type }).replace(":", ": "));
  const value = JSON.stringify(`{conditions[${first}], conditions[${second}]}`);
  const message = `Invalid value: ${value}: must specify at most one of: \`conditions[${first}]\`, \`conditions[${second}]\``;
  throw wrongConditions(current, "FieldValueInvalid", message);
}

/** The status with the server's own times where none are given. */
export function datedConditions(draft: Draft, now: number): Fields {
  const times = { lastUpdateTime: timestamp(now), lastTransitionTime: timestamp(now) };
  const conditions = listAt(draft, "status.conditions").map((condition) => ({ ...times, ...condition }));
  return { ...(draft.status as Fields), ...(conditions.length > 0 && { conditions }) };
}

function decisionsOf(request: Fields): readonly string[] {
  const types = listAt(request, "status.conditions").map(({ type }) => String(type));
  return DECISIONS.filter((type) => types.includes(type));
}

function wrongConditions({ metadata }: KubeObject, reason: string, message: string) {
  const subject = {
    kind: "CertificateSigningRequest",
    group: "certificates.k8s.io",
    name: metadata.name,
  };
  return invalid(subject, [{ field: "status.conditions", reason, message }]);
}
