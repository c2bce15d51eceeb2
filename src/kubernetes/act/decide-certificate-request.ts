// Approving or denying a CertificateSigningRequest, as kubectl certificate does.
import { RefusedError } from "#src/base/errors.ts";
import { readJson } from "../read/read-json.ts";
import { resourcePath, resources } from "../resources.ts";
import type { WireCertificateRequest } from "../wire/wire-facts.ts";
import type { Acting } from "./act.ts";

type Decided = {
  readonly name: string;
  readonly uid: string;
  readonly verdict: "approve" | "deny";
  readonly reason: string;
  readonly message: string;
};

export async function decideCertificateRequest(
  acting: Acting,
  { name, uid, verdict, reason, message }: Decided,
  signal: AbortSignal,
): Promise<void> {
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
  const type = verdict === "approve" ? "Approved" : "Denied";
  const conditions = [...(found.status?.conditions ?? []), { type, status: "True", reason, message }];
  return acting.act(
    {
      what,
      verb: "update",
      resource: resources.certificateApprovals,
      place: { name },
      body: { ...found, status: { ...found.status, conditions } },
    },
    signal,
  );
}

function refuseIfOther(
  { metadata, status }: WireCertificateRequest,
  { what, uid }: { readonly what: string; readonly uid: string },
): void {
  if (metadata?.uid !== uid) throw new RefusedError(`${what}: it is another request of the same name`);
  const decided = status?.conditions?.find(({ type }) => type === "Approved" || type === "Denied");
  if (decided) throw new RefusedError(`${what}: it is ${decided.type?.toLowerCase()} already`);
}
