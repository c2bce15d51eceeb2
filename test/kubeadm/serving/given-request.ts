// Certificate requests as kubelets make them, and as nobody should; made by a library that Wheelhouse itself does not use.
import "../../../playground/cluster/reflect.ts";
import {
  Extension,
  type JsonGeneralNames,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";
import { servingSigner } from "#src/kubeadm/serving/serving-request.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { givenNode, minute, now } from "../../given.ts";

// From here, as the library is only loaded after what it needs.
export { Extension };

export const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
export const p384 = { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" };
export const ed25519 = { name: "Ed25519" };

export function rsa(modulusLength: number) {
  return {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
}

export type Wanted = {
  readonly subject?: string;
  readonly names?: JsonGeneralNames;
  readonly algorithm?: typeof p256 | ReturnType<typeof rsa> | typeof ed25519;
  readonly extensions?: readonly Extension[];
};

export const ownNames: JsonGeneralNames = [
  { type: "dns", value: "pi-1" },
  { type: "ip", value: "10.0.0.23" },
];

/** PKCS#10 in PEM: what the kubelet of pi-1 asks for, unless told otherwise. */
export async function givenPkcs10({
  subject = "O=system:nodes, CN=system:node:pi-1",
  names = ownNames,
  algorithm = p256,
  extensions = [],
}: Wanted = {}): Promise<string> {
  // One overload for each kind of key would be needed here; they all make a pair.
  const keys = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as Parameters<
    typeof Pkcs10CertificateRequestGenerator.create
  >[0]["keys"];
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: algorithm,
    extensions: [...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []), ...extensions],
  });
  return `${request.toString("pem")}\n`;
}

/** Of pi-1, waiting for a minute. */
export async function givenRequest(
  more: Partial<CertificateRequest> = {},
  wanted: Wanted = {},
): Promise<CertificateRequest> {
  const { name = "csr-1" } = more;
  return {
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    createdAt: now - minute,
    username: "system:node:pi-1",
    groups: ["system:nodes", "system:authenticated"],
    signer: servingSigner,
    usages: ["digital signature", "server auth"],
    expirationSeconds: undefined,
    conditions: [],
    issued: false,
    ...more,
    request: more.request ?? (await givenPkcs10(wanted)),
  };
}

/** The control plane cp1, worker1 and pi-1. */
export const nodes: readonly Node[] = [
  givenAt("cp1", "10.0.0.10", { roles: ["control-plane"] }),
  givenAt("worker1", "10.0.0.21"),
  givenAt("pi-1", "10.0.0.23", { more: [{ type: "InternalIP", address: "fd00::23" }] }),
];

function givenAt(
  name: string,
  address: string,
  { roles = [], more = [] }: { readonly roles?: readonly string[]; readonly more?: Node["addresses"] } = {},
): Node {
  const addresses = [{ type: "InternalIP", address }, ...more, { type: "Hostname", address: name }];
  return givenNode({ name, roles, addresses });
}
