// Error codes of Node and OpenSSL that are about certificates, sorted by who presented the bad one.

const serverCertificate: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** We do not accept the API server's certificate. */
export function isServerCertificateCode(code: string): boolean {
  return serverCertificate.has(code);
}

/** The API server does not accept ours: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, `ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE`. */
export function isClientCertificateCode(code: string): boolean {
  return /^ERR_SSL_.*ALERT_(CERTIFICATE_|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/.test(
    code,
  );
}

export function isTlsRefusal(code: string): boolean {
  return isServerCertificateCode(code) || isClientCertificateCode(code);
}
