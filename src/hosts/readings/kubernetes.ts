// What of Kubernetes is installed there, and which certificates kubeadm has made.
import { z } from "zod";
import { defineReading, stdoutIfThere, stdoutOf, Unreadable, words } from "./reading.ts";

/** `1.37.2`; undefined where it is not installed. */
export const kubeletVersion = defineReading({
  argv: () => ["kubelet", "--version"],
  parse: (said) => versionIn(stdoutIfThere(said)),
});

export const kubeadmVersion = defineReading({
  argv: () => ["kubeadm", "version", "--output=short"],
  parse: (said) => versionIn(stdoutIfThere(said)),
});

function versionIn(text: string | undefined): string | undefined {
  return /\bv(\d+\.\d+\.\d+\S*)/.exec(text ?? "")?.[1];
}

// As strict as it needs to be: a field more is no mistake (output.kubeadm.k8s.io, CertificateExpirationInfo).
const Certificate = z.object({
  name: z.string(),
  expirationDate: z.iso.datetime().transform(Date.parse).optional().catch(undefined),
  externallyManaged: z.boolean().default(false),
  caName: z.string().optional(),
  missing: z.boolean().default(false),
});
const Expiration = z.object({
  certificates: z.array(Certificate).nullish(),
  certificateAuthorities: z.array(Certificate).nullish(),
});

/** Every certificate and kubeconfig that kubeadm manages, dead API server or not. Epoch milliseconds. */
export const kubeadmCertificates = defineReading({
  argv: () => ["sudo", "-n", "--", "kubeadm", "certs", "check-expiration", "--output=json"],
  parse: (said) => {
    const text = stdoutOf(said);
    const found = Expiration.safeParse(jsonIn(text));
    if (!found.success) throw new Unreadable(`kubeadm says: ${words(text)}`);
    return {
      certificates: found.data.certificates ?? [],
      authorities: found.data.certificateAuthorities ?? [],
    };
  },
});

/** Warnings may stand before the object. */
function jsonIn(text: string): unknown {
  const begin = text.search(/^\{/m);
  try {
    return JSON.parse(text.slice(Math.max(0, begin)));
  } catch {
    return undefined;
  }
}
