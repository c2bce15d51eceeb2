import { expect, test } from "vitest";
import { isSameAuthority, pinsOf } from "#src/kubeadm/join/ca-pins.ts";

// Made with `openssl req -x509 -newkey rsa:2048` and `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1`; the hashes by
// `openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256`.
const rsa = `-----BEGIN CERTIFICATE-----
MIIDCzCCAfOgAwIBAgIUEDCTSy8o9Ijs+gzXsX24bmEgPZ4wDQYJKoZIhvcNAQEL
BQAwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIyMTUzNDNaFw0zNjEx
MTkyMTUzNDNaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwggEiMA0GCSqGSIb3DQEB
AQUAA4IBDwAwggEKAoIBAQC+0x3o13eoM780RlLlx9BxdEiSgokc3o41QX6zytsI
mnMcT4WKg7CbaDQmZJveGGauk0rk5FkV1h0fc9+ird6Mp1KwipJhEukGkmMHd1jA
/lAZ1/3nUt84+0pMdte/zboEcCTgu2X1MwBzsYEVSWkuzgwpu4a01wlWmbobeeof
ap1DBsPyetD5RFPAK3zmWDVgWXATd41cwCmb8fJxpVekHdPR2j9wVoMLH/sJ+nn/
5GcIq3ku0qLRqxK4LA9Gy2fsAFspbV/WxJq/1F5aQ2ZBswnNbZCUL8AtFdSzkS2y
IESUymk+Ohawk2h/uFXw7v6h0DUDRuhCay8aH7coPMaDAgMBAAGjUzBRMB0GA1Ud
DgQWBBQ8O3ZDH6vWXoIrxK/YHkUGl28MijAfBgNVHSMEGDAWgBQ8O3ZDH6vWXoIr
xK/YHkUGl28MijAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAz
5bi9GT3VGpM46octzGBylG4btWhGABVf3qH8/9oxOYtGjCSbIcZOffo4Rms29edi
t+YG0+ZqRS9qM1W0Lys4Fb/x966xaqRwmW1XP4bdp5xGlAAQFsZG6V0Uh1zMlz61
dxcLm2Fp1FyA0Hyvj4Hcz4tKbL2CfILoybhwdZZyCEuZRInihEMoG/i91aKXXM8N
8vrxkHTfGqCDrqY1xj/dniE3f/K6z2y0CjFs3E1hwo8ZYYNGCMpQ3tpFzYMqNnr6
DUmIDe8GEbuXCmLFQzpMyP2IhA09HTX3YUnWu6HOdFvqloXT7seFyHVxiNQwWwng
qdEiyKFgezPR1bCVKxQd
-----END CERTIFICATE-----`;
const ecdsa = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUMSAXkT4QS1GZ8Mlx8sSllewOuA8wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIyMTUzNDNaFw0zNjExMTky
MTUzNDNaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASjcZvNrzmpRYXm6m1oCTxnvwxxyOhotIqya/dQCS9HwMQOcUsjAqqm
dK7BIrhRXxE8qJ+nP4O0ropgV+Qj1haGo1MwUTAdBgNVHQ4EFgQUvQt/12V/LZA5
MDVlHoi165c/LxYwHwYDVR0jBBgwFoAUvQt/12V/LZA5MDVlHoi165c/LxYwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAolD//z0SZsAjXvqN3qX8
Xz4QTSeJ/d/7kn2yagYuFkgCIQCp+i0l2wwzOOShaZ+nlUV++5LGTvBX+G02wGwd
+bjJxg==
-----END CERTIFICATE-----`;
const rsaPin = "sha256:e994b8eba29c5538a9130376bcf5ac7b8b4cc791628dadad0966eeb0689048a2";
const ecdsaPin = "sha256:03c06062dd5abddb2060f16b35cad3c3e37707b6823565cf15f7338a70b516a1";

test.each([
  ["RSA", rsa, [rsaPin]],
  ["ECDSA, of which openssl rsa makes the hash of nothing", ecdsa, [ecdsaPin]],
  ["two, as while an authority is rotated", `${rsa}\n${ecdsa}\n`, [rsaPin, ecdsaPin].sort()],
  ["the same twice", `${rsa}\n${rsa}`, [rsaPin]],
  ["none", "no certificate", []],
  ["one that cannot be read", rsa.replace("MII", "AAA"), []],
])("the pins of an authority are those of openssl pkey: %s", (_what, pem, pins) => {
  expect(pinsOf(pem)).toEqual(pins);
});

test("authorities are the same when their certificates are, in any order", () => {
  expect(isSameAuthority(`${rsa}\n${ecdsa}`, `# comment\n${ecdsa}\r\n${rsa}`)).toBe(true);
  expect(isSameAuthority(rsa, ecdsa)).toBe(false);
  expect(isSameAuthority(rsa, `${rsa}\n${ecdsa}`)).toBe(false);
  expect(isSameAuthority("", "")).toBe(false);
});
