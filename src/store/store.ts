// The seam to the database: what must survive a restart.

/** A message that Slack has not confirmed yet: `parcel` is JSON. */
export type Owed = { readonly id: number; readonly parcel: string };

export type Store = {
  /** Remembers what is owed under `key`, instead of what was owed there before, and answers its id. */
  readonly owe: (key: string, parcel: string) => Promise<number>;
  /** Forgets it; what replaced it meanwhile has another id and stays. */
  readonly settle: (id: number) => Promise<void>;
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
