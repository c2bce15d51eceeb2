// The pins by which a joining machine knows the cluster's certificate authority: --discovery-token-ca-cert-hash.
import { createHash, X509Certificate } from "node:crypto";

/** SHA-256 of nothing: what the documented pipeline of `openssl rsa` makes of a key that is not RSA. */
const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * `sha256:<hex>` over the SubjectPublicKeyInfo of each certificate, whatever kind of key it has, as
 * cmd/kubeadm/app/util/pubkeypin does; sorted, each once. Empty when there is none that can be read.
 */
export function pinsOf(pem: string): readonly string[] {
  const pins = certificatesIn(pem).map(pinOf);
  if (pins.some((pin) => pin.endsWith(hashOfNothing))) throw new Error("a certificate has no public key");
  return [...new Set(pins)].sort();
}

/** The same certificates, in whatever order; false when either has none. */
export function isSameAuthority(one: string, other: string): boolean {
  const [these, those] = [fingerprintsIn(one), fingerprintsIn(other)];
  return these.length > 0 && these.join() === those.join();
}

function fingerprintsIn(pem: string): readonly string[] {
  return [...new Set(certificatesIn(pem).map(({ fingerprint256 }) => fingerprint256))].sort();
}

function pinOf({ publicKey }: X509Certificate): string {
  const spki = publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(spki).digest("hex")}`;
}

/** One that cannot be read makes them all unreadable. */
function certificatesIn(pem: string): readonly X509Certificate[] {
  const texts = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    return texts.map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
}
