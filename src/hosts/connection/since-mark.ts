// What a program says begins after a mark: whatever a profile printed for a session without a terminal comes before it.

/** The line was not run: a forced command, a shell that is none, or an account that may not log in. */
export type Markless = {
  readonly kind: "markless";
  readonly code: number | undefined;
  readonly before: string;
};

export type SinceMark = {
  /** The part of a chunk that is the program's own. */
  readonly add: (chunk: Buffer) => Buffer | undefined;
  readonly isFound: () => boolean;
  /** The beginning of what came before it. */
  readonly before: () => string;
};

const kept = 2_000;

/** The mark is random, so that nothing that was there before can hold it. */
export function sinceMark(mark: string): SinceMark {
  const wanted = Buffer.from(`${mark}\n`);
  let pending = Buffer.alloc(0);
  let before = "";
  let isFound = false;

  return {
    add(chunk) {
      if (isFound) return chunk;
      pending = Buffer.concat([pending, chunk]);
      const at = pending.indexOf(wanted);
      const noise = pending.subarray(0, at === -1 ? Math.max(0, pending.length - wanted.length) : at);
      if (before.length < kept) before += noise.toString("utf8").slice(0, kept - before.length);
      if (at === -1) {
        pending = Buffer.from(pending.subarray(noise.length));
        return undefined;
      }
      isFound = true;
      return pending.subarray(at + wanted.length);
    },
    isFound: () => isFound,
    before: () => before + (isFound ? "" : pending.toString("utf8")),
  };
}
