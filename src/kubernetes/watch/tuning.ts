// The patience of the watches.

export type Tuning = {
  /** A watch without a byte for so long is dead: the server sends a bookmark about once a minute. */
  readonly idleMs: number;
  /** The same while a streamed list is on its way. */
  readonly listIdleMs: number;
  /** Watches end after this long, up to twice as long. */
  readonly watchSeconds: number;
  /** Everything is listed anew this often, so that nothing missed stays missed. */
  readonly relistMs: number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
};

export const defaultTuning: Tuning = {
  idleMs: 150_000,
  listIdleMs: 30_000,
  watchSeconds: 300,
  relistMs: 60 * 60_000,
  random: Math.random,
};
