// The seam to the database: what must survive a restart.

/** A message that Slack has not confirmed yet. `parcel` is JSON; `key` names one Slack message, the newest wins. */
export type Owed = { readonly key: string; readonly parcel: string };

export type Store = {
  /** Remembers that `key` is owed; replaces what was owed for it before. */
  readonly owe: (owed: Owed) => Promise<void>;
  /** Forgets it, unless something newer is owed for the same key by now. */
  readonly settle: (owed: Owed) => Promise<void>;
  /** Everything owed, oldest first. */
  readonly owed: () => Promise<readonly Owed[]>;
  /**
   * True the first time a delivery is seen; false for its duplicates. Remembered for `seenForMs` after `at`
   * (epoch milliseconds): Slack's last redelivery comes about five minutes after the first.
   */
  readonly firstSight: (delivery: string, at: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

export const seenForMs = 2 * 3_600_000;
