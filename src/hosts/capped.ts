// What a stream says, without ever keeping more than its cap: the beginning and the end are kept, the middle is not.

export type Capped = {
  readonly add: (chunk: Buffer) => void;
  readonly text: () => string;
  readonly isCut: () => boolean;
};

const gap = Buffer.from("\n[…]\n");

/** Keeps `cap` bytes: a quarter from the beginning, the rest from the end, where programs say what went wrong. */
export function capped(cap: number): Capped {
  const headCap = Math.floor(cap / 4);
  const tailCap = cap - headCap;
  const head: Buffer[] = [];
  let headLength = 0;
  let tail: Buffer[] = [];
  let tailLength = 0;
  let isCut = false;

  function add(chunk: Buffer): void {
    const room = headCap - headLength;
    if (room > 0) {
      const first = chunk.subarray(0, room);
      head.push(first);
      headLength += first.length;
    }
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    tail.push(rest);
    tailLength += rest.length;
    // Twice the room before it is made smaller, so that each byte is copied once on average.
    if (tailLength > 2 * tailCap) trim();
  }

  function trim(): void {
    const all = Buffer.concat(tail);
    if (all.length <= tailCap) return;
    isCut = true;
    tail = [Buffer.from(all.subarray(all.length - tailCap))];
    tailLength = tailCap;
  }

  return {
    add,
    text: () => {
      trim();
      return Buffer.concat(isCut ? [...head, gap, ...tail] : [...head, ...tail]).toString("utf8");
    },
    isCut: () => isCut || tailLength > tailCap,
  };
}
