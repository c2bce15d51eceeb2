// Whether a kubelet's request for a serving certificate is right: everything that is not is named, all at once. Pure.
import { createHash } from "node:crypto";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { commonNameOid, organizationOid, type Pkcs10, readPkcs10 } from "./pkcs10.ts";
import { nameProblems, plainAddress, type Surroundings } from "./serving-names.ts";

export const servingSigner = "kubernetes.io/kubelet-serving";
const longestSeconds = 365 * 24 * 3_600;
const oldestMs = 24 * 3_600_000;
const namePrefix = "system:node:";
const curves = ["prime256v1", "secp384r1", "secp521r1"];

/** The node that asks, as the API server vouches for; undefined when it is no node. */
export function nodeOf({ username }: Pick<CertificateRequest, "username">): string | undefined {
  return username.startsWith(namePrefix) ? username.slice(namePrefix.length) : undefined;
}

export function isPending({ conditions }: CertificateRequest): boolean {
  return !conditions.some(({ type }) => type === "Approved" || type === "Denied" || type === "Failed");
}

/**
 * What stands against approving it; nothing when it may be approved. More than kube-controller-manager checks before it
 * signs (pkg/apis/certificates.ValidateKubeletServingCSR): that never asks whose addresses these are.
 */
export function problemsOf(
  request: CertificateRequest,
  around: Surroundings,
  now: number,
): readonly string[] {
  const name = nodeOf(request);
  const node = around.nodes.find((each) => each.name === name);
  const read = readPkcs10(request.request);
  return [
    ...applicantProblems(request, node),
    ...termProblems(request, now),
    ...(read ? contentProblems(read, request) : ["its PKCS#10 request cannot be read"]),
    ...(read && node ? nameProblems(read.names, node, around) : []),
  ];
}

/** SHA-256 of what it asks for, so that an approval is for exactly this. */
export function requestDigest({ signer, username, usages, request }: CertificateRequest): string {
  const text = [signer, username, usages.join(), request].join("\n");
  return createHash("sha256").update(text).digest("hex");
}

/** The names that a certificate for it would hold. */
export function namesIn({ request }: CertificateRequest): readonly string[] {
  const names = readPkcs10(request)?.names;
  return names ? [...names.dns, ...names.ips.map(plainAddress), ...names.others] : [];
}

function applicantProblems(
  { signer, username, groups }: CertificateRequest,
  node: Node | undefined,
): string[] {
  const name = nodeOf({ username });
  return [
    ...when(signer !== servingSigner, `its signer is ${signer}, not ${servingSigner}`),
    ...when(name === undefined, `${username || "nobody"} asks for it, who is no node`),
    ...when(name !== undefined && !node, `there is no node ${name}`),
    ...["system:nodes", "system:authenticated"]
      .filter((group) => !groups.includes(group))
      .map((group) => `its applicant is not in the group ${group}`),
  ];
}

function termProblems({ expirationSeconds = 0, createdAt }: CertificateRequest, now: number): string[] {
  return [
    ...when(expirationSeconds > longestSeconds, "it wants a certificate for more than a year"),
    ...when(now - createdAt >= oldestMs, "it is more than a day old: the kubelet has made another since"),
  ];
}

function contentProblems(read: Pkcs10, { usages, username }: CertificateRequest): string[] {
  const { subject, names, unknown, key, signed } = read;
  const of = (oid: string) => subject.filter((each) => each.oid === oid).map(({ value }) => value);
  const wrongUsage = usageProblem(usages, key.asymmetricKeyType === "rsa");
  return [
    ...when(!signed, "it is not signed with the key that it is for"),
    ...when(!isStrong(read), `its key is ${sayKey(read)}: RSA of 2048 bits, P-256 or better is asked for`),
    ...when(wrongUsage, `its usages are ${usages.join(", ") || "none"}, which is not what a server needs`),
    ...when(
      of(commonNameOid).join() !== username,
      `its common name is ${of(commonNameOid).join(", ") || "missing"}, not ${username}`,
    ),
    ...when(
      of(organizationOid).join() !== "system:nodes",
      `its organization is ${of(organizationOid).join(", ") || "missing"}, not system:nodes`,
    ),
    ...when(subject.length > 2, "its subject holds more than a common name and an organization"),
    ...when(names.dns.length + names.ips.length === 0, "it names neither a host nor an address"),
    ...names.others.map((other) => `it wants ${other}`),
    ...unknown.map((oid) => `it asks for the extension or attribute ${oid}`),
  ];
}

function usageProblem(usages: readonly string[], isRsa: boolean): boolean {
  const needed = ["digital signature", "server auth"];
  const allowed = isRsa ? [...needed, "key encipherment"] : needed;
  return (
    !needed.every((usage) => usages.includes(usage)) || !usages.every((usage) => allowed.includes(usage))
  );
}

function isStrong({ key }: Pkcs10): boolean {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "rsa") return modulusLength >= 2_048;
  return (
    key.asymmetricKeyType === "ed25519" || (key.asymmetricKeyType === "ec" && curves.includes(namedCurve))
  );
}

function sayKey({ key }: Pkcs10): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return [key.asymmetricKeyType, modulusLength ?? namedCurve].filter(Boolean).join(" ");
}

function when(holds: boolean, words: string): string[] {
  return holds ? [words] : [];
}
