// The certificates that lie on a node, as kubeadm and the kubelet keep them: their public part alone, whatever their keys lie beside.
import { X509Certificate } from "node:crypto";
import { defineReading, lines, Unreadable, words } from "./reading.ts";

const pki = "/etc/kubernetes/pki";
const paths = [
  ...["ca", "front-proxy-ca", "etcd/ca"].map((name) => `${pki}/${name}.crt`),
  ...["apiserver", "apiserver-etcd-client", "apiserver-kubelet-client", "front-proxy-client"].map(
    (name) => `${pki}/${name}.crt`,
  ),
  ...["healthcheck-client", "peer", "server"].map((name) => `${pki}/etcd/${name}.crt`),
  ...["admin", "super-admin", "controller-manager", "scheduler", "kubelet"].map(
    (name) => `/etc/kubernetes/${name}.conf`,
  ),
  ...["kubelet-client-current.pem", "kubelet.crt", "kubelet-server-current.pem"].map(
    (name) => `/var/lib/kubelet/pki/${name}`,
  ),
  "/root/.kube/config",
];

export type CertificateFile = {
  readonly path: string;
  /** Undefined where a kubeconfig names a file, a token, or nothing. */
  readonly certificate: PublicCertificate | undefined;
  /** Of a kubeconfig: where its API server is. */
  readonly server: string | undefined;
};

export type PublicCertificate = {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 in hexadecimal, lower case. */
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
};

/**
 * Each file that is there. `sed` prints nothing of them but certificates and addresses, as some hold their key as well, and each
 * line after the name of its file.
 */
export const certificateFiles = defineReading({
  argv: () => [
    ...["sudo", "-n", "--", "sed", "-n", "-s", "-E"],
    ...["-e", "/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/{F;p}"],
    ...["-e", "/ server: | client-certificate/{F;p}", "--", ...paths],
  ],
  parse: ({ stdout, stderr, code, cut }): readonly CertificateFile[] => {
    // 2: some of the files are not there, which it says on its other stream.
    if (cut || (code !== 0 && code !== 2)) throw new Unreadable(`sed says: ${words(stderr)}`);
    const all = lines(stdout);
    return paths.flatMap((path) => {
      const own = all.filter((_line, at) => at % 2 === 1 && all[at - 1] === path);
      return own.length === 0 ? [] : [fileOf(path, own.join("\n"))];
    });
  },
});

function fileOf(path: string, text: string): CertificateFile {
  const embedded = /client-certificate-data: *(\S+)/.exec(text)?.[1];
  const pem = embedded === undefined ? text : Buffer.from(embedded, "base64").toString("utf8");
  return { path, certificate: certificateIn(pem), server: / server: *(\S+)/.exec(text)?.[1] };
}

/** The first in a PEM: what is shown, before those that signed it. Undefined where there is none that can be read. */
export function certificateIn(text: string): PublicCertificate | undefined {
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text) ?? [];
  if (pem === undefined) return undefined;
  try {
    const { subject, issuer, fingerprint256, validFromDate, validToDate } = new X509Certificate(pem);
    return {
      subject: subject ?? "",
      issuer: issuer ?? "",
      fingerprint: fingerprint256.replaceAll(":", "").toLowerCase(),
      from: validFromDate.getTime(),
      until: validToDate.getTime(),
    };
  } catch {
    return undefined;
  }
}
