// The signer of kubelets' serving certificates: issues what was approved.
import type { Authority } from "../certificates.ts";
import { type Fields, type KubeObject, listAt, numberAt, textAt, timestamp } from "../object.ts";
import type { World } from "./world.ts";

const SIGNER = "kubernetes.io/kubelet-serving";
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const BACKDATED_MS = 5 * 60_000;

export function signApproved(world: World, authority: Authority): void {
  world.store.subscribe(({ type, object }) => {
    if (type !== "DELETED" && isWaiting(object)) void sign(world, authority, object);
  });
}

function isWaiting(object: KubeObject): boolean {
  if (object.kind !== "CertificateSigningRequest" || textAt(object, "spec.signerName") !== SIGNER)
    return false;
  const types = listAt(object, "status.conditions").map((condition) => condition.type);
  const isOpen = types.includes("Approved") && !types.includes("Failed");
  return isOpen && textAt(object, "status.certificate") === "";
}

async function sign(world: World, authority: Authority, request: KubeObject): Promise<void> {
  const pem = Buffer.from(textAt(request, "spec.request"), "base64").toString();
  const now = world.clock.now();
  const seconds = numberAt(request, "spec.expirationSeconds", YEAR_SECONDS);
  const validity = { notBefore: new Date(now - BACKDATED_MS), notAfter: new Date(now + seconds * 1000) };
  const result = await authority.serving(pem, validity).then(
    (certificate) => ({ certificate: Buffer.from(certificate).toString("base64") }),
    (error: unknown) => ({ failure: String(error) }),
  );
  await world.moving();
  const newest = world.store.get(
    "certificates.k8s.io/certificatesigningrequests",
    undefined,
    request.metadata.name,
  );
  if (world.stopped.aborted || newest === undefined || !isWaiting(newest)) return;
  world.store.put({
    ...newest,
    status:
      "failure" in result
        ? failed(world, newest, result.failure)
        : { ...(newest.status as Fields), ...result },
  });
}

function failed(world: World, request: KubeObject, message: string): Fields {
  const time = timestamp(world.clock.now());
  const failure = {
    type: "Failed",
    status: "True",
    reason: "SignerValidationFailure",
    message,
    lastUpdateTime: time,
    lastTransitionTime: time,
  };
  return { ...(request.status as Fields), conditions: [...listAt(request, "status.conditions"), failure] };
}
