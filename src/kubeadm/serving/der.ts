// Reads DER (X.690), strictly: what is not canonical, too long or too short is refused, as nothing honest writes it so.

export type Element = {
  /** The identifier octet: class, constructed bit and number; numbers above 30 are refused. */
  readonly tag: number;
  readonly content: Buffer;
  /** With identifier and length, as signatures cover it. */
  readonly whole: Buffer;
};

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  sequence: 0x30,
  set: 0x31,
} as const;

export class DerError extends Error {}

/** The one element that fills the whole of it. @throws DerError */
export function readOne(bytes: Buffer, tag: number): Element {
  const elements = readAll(bytes);
  const [first] = elements;
  if (!first || elements.length !== 1) throw new DerError(`${elements.length} elements instead of one`);
  return expectTag(first, tag);
}

/** The elements one after the other. @throws DerError */
export function readAll(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** @throws DerError when it is something else, or absent */
export function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new DerError(`tag ${element?.tag ?? "none"} instead of ${tag}`);
  return element;
}

/** `1.2.840.113549.1.9.14`. @throws DerError */
export function readOid({ content }: Element): string {
  if (content.length === 0 || ((content.at(-1) ?? 0) & 0x80) !== 0)
    throw new DerError("a cut object identifier");
  const numbers: bigint[] = [];
  let number = 0n;
  for (const byte of content) {
    if (number === 0n && byte === 0x80) throw new DerError("a padded object identifier");
    number = (number << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    numbers.push(number);
    number = 0n;
  }
  const [first = 0n, ...rest] = numbers;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join(".");
}

/** Of whole bytes only. @throws DerError */
export function readBits({ content }: Element): Buffer {
  if (content[0] !== 0) throw new DerError("a bit string that is not of whole bytes");
  return content.subarray(1);
}

function readAt(bytes: Buffer, at: number): Element {
  const tag = bytes[at] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw new DerError("a tag of several bytes");
  const { length, start } = readLength(bytes, at + 1);
  const end = start + length;
  if (end > bytes.length) throw new DerError("an element that is cut");
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

function readLength(bytes: Buffer, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError("an element without a length");
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  // Requests are of some hundred bytes; no length needs more than three.
  if (count === 0 || count > 3 || at + count >= bytes.length) throw new DerError("a length that is not DER");
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError("a length that is not DER");
  return { length, start: at + 1 + count };
}
