// The seam to the database: what must survive a restart.
import type { AuditEntry, AuditRow } from "#src/operation/audit.ts";
import type { Operation, Runner, State } from "#src/operation/operation.ts";

/** A message that Slack has not confirmed yet: `parcel` is JSON, and `revision` grows each time it is owed anew. */
export type Owed = { readonly id: number; readonly revision: number; readonly parcel: string };

/** Where a message is, in Slack's words. */
export type Shown = { readonly channel: string; readonly ts: string };

/** What an operation becomes, and what is written down about it, in one transaction. */
export type Change = {
  readonly next: Operation;
  readonly entries: readonly AuditEntry[];
  /** A new operation that takes its place. */
  readonly successor?: Operation | undefined;
};

/** What became of a change. */
export type Changed =
  | { readonly outcome: "done"; readonly operation: Operation; readonly rows: readonly AuditRow[] }
  /** The change was not wanted any more: nothing was written. */
  | { readonly outcome: "unchanged"; readonly operation: Operation }
  /** Another operation holds the cluster's lock: nothing was written. */
  | { readonly outcome: "held"; readonly holder: Operation };

export type Messages = {
  /**
   * Remembers what is owed under `key`, instead of what was owed there before. True when it is for `runner` to send; false
   * while another process that lives is at it, which will find this there.
   */
  readonly owe: (key: string, parcel: string, runner: Runner, now: number) => Promise<boolean>;
  /** What the runner of this id has to send under `key`, as it is now. */
  readonly owing: (key: string, runner: string) => Promise<Owed | undefined>;
  /** Forgets it. False when it was owed anew meanwhile, or is gone: what is there now stays. */
  readonly settle: (owed: Owed) => Promise<boolean>;
  /** Renews what is the runner's, and takes what no living process is at. The keys of both, those owed longest first. */
  readonly hold: (runner: Runner, now: number) => Promise<readonly string[]>;
  /** Leaves everything that is the runner's to whoever holds next. */
  readonly release: (runner: string) => Promise<void>;
  /**
   * True the first time a delivery is seen; false for its duplicates. Remembered for `seenForMs` after `at`
   * (epoch milliseconds): Slack's last redelivery comes about five minutes after the first.
   */
  readonly firstSight: (delivery: string, at: number) => Promise<boolean>;
  /** The message that shows `key`, an operation's id for example. */
  readonly shown: (key: string) => Promise<Shown | undefined>;
  /** Remembers which message shows `key`, instead of the one before. */
  readonly remember: (key: string, channel: string, ts: string) => Promise<void>;
};

export type Wanted = {
  readonly cluster?: string | undefined;
  readonly states?: readonly State[] | undefined;
  /** Only those of whose state, votes or steps not everybody was told yet. */
  readonly untold?: true | undefined;
  /** The newest only, at most this many. */
  readonly limit?: number | undefined;
};

export type OperationTable = {
  /** Keeps a new operation. False when its id is taken. */
  readonly propose: (change: Change) => Promise<boolean>;
  readonly operation: (id: string) => Promise<Operation | undefined>;
  /** Newest first. */
  readonly operations: (wanted: Wanted) => Promise<readonly Operation[]>;
  /**
   * Compare and set: `decide` sees the operation as it is, alone, and says what it becomes; `undefined` leaves it.
   * What `decide` throws is thrown, and nothing is written. It must not wait for anything.
   * @throws Error when there is no such operation
   */
  readonly change: (id: string, decide: (operation: Operation) => Change | undefined) => Promise<Changed>;
  /** Everybody was told how it is, which is in this state. */
  readonly told: (id: string, state: State) => Promise<void>;
};

export type Audit = {
  /** Appends what changed no operation: an attempt without the right. */
  readonly note: (entry: AuditEntry) => Promise<AuditRow>;
  /** In order, read in batches. */
  readonly audit: (wanted?: {
    readonly operation?: string;
    readonly after?: number;
  }) => AsyncIterable<AuditRow>;
  /** Number and hash of the newest row, as kept beside the rows. */
  readonly auditHead: () => Promise<{ readonly seq: number; readonly hash: string }>;
};

export type Store = Messages & OperationTable & Audit & { readonly close: () => Promise<void> };

export const seenForMs = 2 * 3_600_000;
