// The cluster's certificate authority and the certificates it signs, made in memory in a few milliseconds.
import "./reflect.ts";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its key, both PEM. */
export type KeyPair = { readonly cert: string; readonly key: string };

/** When a certificate is valid. */
export type Validity = { readonly notBefore: Date; readonly notAfter: Date };

export type Authority = {
  /** The CA certificate, PEM. */
  readonly ca: string;
  readonly server: (validity: Validity) => Promise<KeyPair>;
  /** A client certificate: the common name is the user, the organizations are its groups. */
  readonly client: (user: string, groups: readonly string[], validity: Validity) => Promise<KeyPair>;
  /** The certificate that a PKCS#10 request in PEM asks for, PEM. Rejects for what is no kubelet's serving request. */
  readonly serving: (request: string, validity: Validity) => Promise<string>;
};

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const SERVER_NAMES = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "cp1"];
const SERVER_ADDRESSES = ["127.0.0.1", "10.96.0.1", "10.0.0.10"];

export async function makeAuthority(validity: Validity, name = "kubernetes"): Promise<Authority> {
  const keys = await makeKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    ...validity,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  let serial = 1;

  async function sign(subject: string, usage: ExtendedKeyUsage, dates: Validity, names: readonly string[]) {
    const own = await makeKeys();
    serial += 1;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(4, "0"),
      subject,
      issuer: ca.subject,
      ...dates,
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...(names.length > 0 ? [alternativeNames()] : []),
      ],
    });
    return { cert: certificate.toString("pem"), key: await keyPem(own.privateKey) };
  }

  async function serving(pem: string, dates: Validity): Promise<string> {
    const request = new Pkcs10CertificateRequest(pem);
    if (
      !/^CN=system:node:|, ?CN=system:node:/.test(request.subject) ||
      !/\bO=system:nodes\b/.test(request.subject)
    ) {
      throw new Error("subject organization is not system:nodes");
    }
    const names = request.extensions.find((each) => each instanceof SubjectAlternativeNameExtension);
    serial += 1;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(4, "0"),
      subject: request.subject,
      issuer: ca.subject,
      ...dates,
      signingAlgorithm: ALGORITHM,
      publicKey: await request.publicKey.export(),
      signingKey: keys.privateKey,
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        ...(names ? [names] : []),
      ],
    });
    return `${certificate.toString("pem")}\n`;
  }

  return {
    serving,
    ca: ca.toString("pem"),
    server: (dates) => sign("CN=kube-apiserver", ExtendedKeyUsage.serverAuth, dates, SERVER_NAMES),
    client: (user, groups, dates) =>
      sign(
        [...groups.map((group) => `O=${group}`), `CN=${user}`].join(", "),
        ExtendedKeyUsage.clientAuth,
        dates,
        [],
      ),
  };
}

function alternativeNames(): SubjectAlternativeNameExtension {
  return new SubjectAlternativeNameExtension([
    ...SERVER_NAMES.map((value) => ({ type: "dns" as const, value })),
    ...SERVER_ADDRESSES.map((value) => ({ type: "ip" as const, value })),
  ]);
}

/** A PKCS#10 request in PEM, as a kubelet makes it for its serving certificate. */
export async function servingRequest(wanted: {
  readonly commonName: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `O=system:nodes, CN=${wanted.commonName}`,
    keys: await makeKeys(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new SubjectAlternativeNameExtension([
        ...wanted.names.map((value) => ({ type: "dns" as const, value })),
        ...wanted.addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
    ],
  });
  return `${request.toString("pem")}\n`;
}

function makeKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function keyPem(key: Awaited<ReturnType<typeof makeKeys>>["privateKey"]): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
}
