// What is negotiated, named: no SHA-1, no CBC, nothing that a newer ssh2 would begin to offer by itself.
import type { Algorithms } from "ssh2";
import type { HostKey } from "../host.ts";
import { keyAlgorithms } from "../host-key.ts";

/** ssh2 1.17 knows no post-quantum exchange; servers that demand one are refused, and say so. */
export function algorithmsFor(pin: HostKey | undefined): Algorithms {
  return {
    kex: [
      "curve25519-sha256",
      "curve25519-sha256@libssh.org",
      "ecdh-sha2-nistp256",
      "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521",
      "diffie-hellman-group16-sha512",
      "diffie-hellman-group14-sha256",
    ],
    serverHostKey: [...keyAlgorithms(pin)] as NonNullable<Algorithms["serverHostKey"]>,
    cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes256-ctr", "aes128-ctr"],
    hmac: [
      "hmac-sha2-256-etm@openssh.com",
      "hmac-sha2-512-etm@openssh.com",
      "hmac-sha2-256",
      "hmac-sha2-512",
    ],
    compress: ["none"],
  };
}
