// Writes protobuf backwards into one growing buffer, as Kubernetes' generated code does: no length is computed twice.

export type Writer = {
  /** Starts over with room for at least so many bytes. */
  readonly reset: (bytes: number) => void;
  /** Where the next write will end; pass it to `header` once the message before it is written. */
  readonly mark: () => number;
  /** Tag and length of the bytes written since `mark`. */
  readonly header: (field: number, mark: number) => void;
  readonly text: (field: number, value: string) => void;
  readonly bytes: (field: number, value: Buffer) => void;
  readonly int: (field: number, value: number) => void;
  readonly raw: (value: Buffer) => void;
  /** A copy of what was written. */
  readonly finish: () => Buffer;
};

const LENGTH_DELIMITED = 2;
const LONGEST_BY_HAND = 64;

export function makeWriter(): Writer {
  let buffer = Buffer.allocUnsafe(64 * 1024);
  let at = buffer.length;

  function room(bytes: number): void {
    if (at >= bytes) return;
    const used = buffer.length - at;
    const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, used + bytes));
    buffer.copy(grown, grown.length - used, at);
    buffer = grown;
    at = grown.length - used;
  }

  function varint(value: number): void {
    room(10);
    if (value < 0) return bigVarint(BigInt.asUintN(64, BigInt(value)));
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
    at -= length;
    let rest = value;
    for (let index = 0; index < length - 1; index += 1) {
      buffer[at + index] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    buffer[at + length - 1] = rest;
  }

  function bigVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    at -= bytes.length;
    buffer.set(bytes, at);
  }

  function header(field: number, mark: number): void {
    varint(buffer.length - at - mark);
    varint(field * 8 + LENGTH_DELIMITED);
  }

  function text(field: number, value: string): void {
    const mark = buffer.length - at;
    if (value.length > LONGEST_BY_HAND || !writeAscii(value)) {
      const length = Buffer.byteLength(value);
      room(length);
      at -= length;
      buffer.write(value, at, "utf8");
    }
    header(field, mark);
  }

  function writeAscii(value: string): boolean {
    room(value.length);
    const start = at - value.length;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      buffer[start + index] = code;
    }
    at = start;
    return true;
  }

  function raw(value: Buffer): void {
    room(value.length);
    at -= value.length;
    value.copy(buffer, at);
  }

  return {
    reset: (bytes) => {
      at = buffer.length;
      room(bytes);
    },
    mark: () => buffer.length - at,
    header,
    text,
    bytes: (field, value) => {
      const mark = buffer.length - at;
      raw(value);
      header(field, mark);
    },
    int: (field, value) => {
      varint(value);
      varint(field * 8);
    },
    raw,
    finish: () => Buffer.from(buffer.subarray(at)),
  };
}
