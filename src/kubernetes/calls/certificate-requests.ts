// Approving or denying a CertificateSigningRequest, as a call: the whole object goes back, as kubectl certificate sends it.
import { type ApiCall, allElse, asRead, thoseThere } from "#src/base/call.ts";
import type { Json } from "#src/base/json.ts";
import { callPath, resources } from "../resources.ts";
import type { WireCertificateRequest } from "../wire/wire-facts.ts";

export type Decided = {
  readonly name: string;
  readonly uid: string;
  readonly verdict: "approve" | "deny";
  /** CamelCase, for machines. */
  readonly reason: string;
  readonly message: string;
};

export function decisionCall(decided: Decided, found?: WireCertificateRequest): ApiCall {
  const { name, uid, verdict, reason, message } = decided;
  const type = verdict === "approve" ? "Approved" : "Denied";
  const decision = { type, status: "True", reason, message };
  const before = (found ?? unread) as Readonly<Record<string, Json>>;
  const conditions = found ? ((found.status?.conditions ?? []) as readonly Json[]) : [thoseThere];
  return {
    at: "api",
    method: "PUT",
    path: callPath(resources.certificateApprovals, { name }),
    body: {
      ...before,
      metadata: { ...fieldsOf(before.metadata), uid },
      status: { ...fieldsOf(before.status), conditions: [...conditions, decision] },
    },
  };
}

const rest = { [allElse]: asRead };
const unread = { ...rest, metadata: rest, status: rest };

function fieldsOf(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return (value ?? {}) as Readonly<Record<string, Json | undefined>>;
}
