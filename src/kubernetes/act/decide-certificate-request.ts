// Approving or denying a CertificateSigningRequest, as kubectl certificate does.
import { RefusedError } from "#src/base/errors.ts";
import { type Decided, decisionCall } from "../calls/certificate-requests.ts";
import { readJson } from "../read/read-json.ts";
import { resourcePath, resources } from "../resources.ts";
import type { WireCertificateRequest } from "../wire/wire-facts.ts";
import type { Acting } from "./act.ts";

export async function decideCertificateRequest(
  acting: Acting,
  decided: Decided,
  signal: AbortSignal,
): Promise<void> {
  const { name, uid, verdict } = decided;
  const what = `${verdict} certificate request ${name}`;
  const path = resourcePath(resources.certificateRequests, { name });
  // The border: this path serves CertificateSigningRequests. The whole object goes back, with its version, so that a
  // decision of somebody else in between refuses ours.
  const found = (await acting.read(
    `certificate request ${name} on ${acting.cluster}`,
    signal,
    readJson(acting.api, path, signal),
  )) as WireCertificateRequest;
  refuseIfOther(found, { what: `cannot ${what} on ${acting.cluster}`, uid });
  const call = decisionCall(decided, found);
  return acting.act({ what, resource: resources.certificateApprovals, call }, signal);
}

function refuseIfOther(
  { metadata, status }: WireCertificateRequest,
  { what, uid }: { readonly what: string; readonly uid: string },
): void {
  if (metadata?.uid !== uid) throw new RefusedError(`${what}: it is another request of the same name`);
  const decided = status?.conditions?.find(({ type }) => type === "Approved" || type === "Denied");
  if (decided) throw new RefusedError(`${what}: it is ${decided.type?.toLowerCase()} already`);
}
