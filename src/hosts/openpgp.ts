// Which keys a keyring has and until when they are valid, read from its packets (RFC 9580): apt has no gpg beside it everywhere, and gpg writes where it only reads.
import { createHash } from "node:crypto";

export type PublicKey = {
  /** As gpg shows it: forty capitals and digits. */
  readonly fingerprint: string;
  /** Epoch milliseconds; undefined of a key that has no end. */
  readonly endsAt: number | undefined;
};

/** The primary keys of a keyring, binary or in ASCII armor. What is no keyring has none. */
export function keysIn(keyring: Buffer): readonly PublicKey[] {
  const keys: { fingerprint: string; created: number; said: Said | undefined }[] = [];
  let isSubkey = false;
  for (const { tag, body } of packetsIn(unarmored(keyring))) {
    if (tag === publicSubkey) isSubkey = true;
    if (tag === publicKey && body.length > 4) {
      isSubkey = false;
      keys.push({ fingerprint: fingerprintOf(body), created: body.readUInt32BE(1), said: undefined });
    }
    const key = keys.at(-1);
    const said = tag === signature && !isSubkey ? saidBy(body) : undefined;
    // The newest self-signature counts: that is how a key is prolonged.
    if (key && said && said.at >= (key.said?.at ?? 0)) key.said = said;
  }
  return keys.map(({ fingerprint, created, said }) => ({
    fingerprint,
    endsAt: said?.lasts === undefined ? undefined : (created + said.lasts) * 1_000,
  }));
}

/** Of version 4, which every key of a repository has. */
function fingerprintOf(body: Buffer): string {
  const head = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  return createHash("sha1").update(head).update(body).digest("hex").toUpperCase();
}

const signature = 2;
const publicKey = 6;
const publicSubkey = 14;

type Packet = { readonly tag: number; readonly body: Buffer };

function packetsIn(bytes: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes[at] ?? 0;
    if ((head & 0x80) === 0) return packets;
    const isNew = (head & 0x40) !== 0;
    const length = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 3);
    // A length of its own for each part is for messages, and no key has it.
    if (!length || length.from + length.bytes > bytes.length) return packets;
    const end = length.from + length.bytes;
    packets.push({ tag: isNew ? head & 0x3f : (head >> 2) & 0xf, body: bytes.subarray(length.from, end) });
    at = end;
  }
  return packets;
}

type Length = { readonly from: number; readonly bytes: number };

function newLength(bytes: Buffer, at: number): Length | undefined {
  const first = bytes[at] ?? 255;
  if (first < 192) return { from: at + 1, bytes: first };
  if (first < 224) return { from: at + 2, bytes: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192 };
  return first === 255 && at + 5 <= bytes.length
    ? { from: at + 5, bytes: bytes.readUInt32BE(at + 1) }
    : undefined;
}

function oldLength(bytes: Buffer, at: number, kind: number): Length | undefined {
  const width = [1, 2, 4][kind];
  return width === undefined || at + width > bytes.length
    ? undefined
    : { from: at + width, bytes: bytes.readUIntBE(at, width) };
}

/** When a key was signed, and for how long it holds, seconds. */
type Said = { readonly at: number; readonly lasts: number | undefined };

const certifications = [0x10, 0x11, 0x12, 0x13, 0x1f];
const madeAt = 2;
const keyLasts = 9;

/** Of a signature of version 4 on a key. */
function saidBy(body: Buffer): Said | undefined {
  if (body.length < 6 || body[0] !== 4 || !certifications.includes(body[1] ?? 0)) return undefined;
  const end = 6 + body.readUInt16BE(4);
  const found = new Map<number, number>();
  for (let at = 6; at < end; ) {
    const length = newLength(body, at);
    if (!length || length.bytes < 1) break;
    const kind = (body[length.from] ?? 0) & 0x7f;
    if (length.bytes === 5) found.set(kind, body.readUInt32BE(length.from + 1));
    at = length.from + length.bytes;
  }
  return { at: found.get(madeAt) ?? 0, lasts: found.get(keyLasts) || undefined };
}

/** The packets as they are, which is what a file without ASCII armor has. */
export function unarmored(keyring: Buffer): Buffer {
  const text = keyring.toString("latin1");
  const [, inside] =
    /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?\r?\n\r?\n([\s\S]*?)(?:\r?\n=|-----END)/.exec(text) ?? [];
  return inside === undefined ? keyring : Buffer.from(inside, "base64");
}
