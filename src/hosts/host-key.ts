// Host keys as people compare them: type and SHA256 fingerprint, and whether one is the key that was pinned.
import { createHash } from "node:crypto";
import type { HostKey } from "./host.ts";

/** Reads what a server sends: its type is the first string of the blob (RFC 4253, 6.6). */
export function readHostKey(blob: Buffer): HostKey {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  const type = blob.subarray(4, 4 + Math.min(length, 64)).toString("latin1");
  const hash = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return { type, fingerprint: `SHA256:${hash}`, key: blob.toString("base64") };
}

/** What may be negotiated: any sort of key from a host that is new, else the sort that was pinned, as OpenSSH does. */
export function keyAlgorithms(pinned: Pick<HostKey, "type"> | undefined): readonly string[] {
  if (!pinned) return hostKeyAlgorithms;
  return pinned.type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [pinned.type];
}

const hostKeyAlgorithms = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];
