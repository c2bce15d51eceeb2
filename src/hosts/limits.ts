// How long and how much a host may take. Milliseconds and bytes.

export type Limits = {
  /** From the first packet to being logged in. */
  readonly connectMs: number;
  readonly readMs: number;
  readonly runMs: number;
  /** A link on which nothing comes back is given up after three of these and a bit. */
  readonly keepaliveMs: number;
  /** A connection that nobody uses is closed. */
  readonly idleMs: number;
  /** sshd's MaxSessions. */
  readonly channels: number;
  /** Kept of each stream. */
  readonly keptBytes: number;
};

export const limits: Limits = {
  connectMs: 10_000,
  readMs: 30_000,
  runMs: 120_000,
  keepaliveMs: 2_000,
  idleMs: 60_000,
  channels: 10,
  keptBytes: 1024 * 1024,
};
