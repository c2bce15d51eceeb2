// The seam to the database: what must survive a restart.
import type { Counterpart } from "#src/alertmanager/counterpart.ts";
import type { Campaign } from "#src/campaign/campaign.ts";
import type { PinTable } from "#src/hosts/pins.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { AuditEntry, AuditHead, AuditRow } from "#src/operation/audit.ts";
import type { Operation, Runner } from "#src/operation/operation.ts";
import type { ScheduleRuns } from "#src/schedule/schedule.ts";

/** A message that Slack has not confirmed yet: `parcel` is JSON, and `revision` grows each time it is owed anew. */
export type Owed = { readonly id: number; readonly revision: number; readonly parcel: string };

/** What somebody asked: `request` is JSON, `takeovers` counts the processes that took it up after another had died. */
export type Unanswered = {
  readonly delivery: string;
  readonly request: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly takeovers: number;
};

/** Where a message is, in Slack's words. */
export type Shown = {
  readonly channel: string;
  readonly ts: string;
  /** Of what Slack last took; absent when that is not known for sure. */
  readonly digest?: string;
};

/** What the records of every table have. */
export type Entity = { readonly id: string; readonly cluster: string; readonly state: string };

/** What a record becomes, and what is written down about it, in one transaction. */
export type Turn<T> = {
  readonly next: T;
  readonly entries: readonly AuditEntry[];
  /** A new record that takes its place. */
  readonly successor?: T | undefined;
};

/** What became of a change. */
export type Changed<T> =
  | { readonly outcome: "done"; readonly record: T; readonly rows: readonly AuditRow[] }
  /** The change was not wanted any more: nothing was written. */
  | { readonly outcome: "unchanged"; readonly record: T }
  /** The record of this id has a name that this one needs: nothing was written. */
  | { readonly outcome: "held"; readonly lock: string; readonly holder: string };

export type Messages = {
  /**
   * Remembers what is owed under `key`, instead of what was owed there before. True when it is for `runner` to send; false
   * while another process is at it, which will find this there, as will whoever takes that one's place. What is made of a stored
   * record is owed again while that is not noted as told, so it does not wait for the disk.
   */
  readonly owe: (key: string, parcel: string, runner: Runner, isOfRecord?: boolean) => Promise<boolean>;
  /** What the runner of this id has to send under `key`, as it is now. */
  readonly owing: (key: string, runner: string) => Promise<Owed | undefined>;
  /** Forgets it. False when it was owed anew meanwhile, or is gone: what is there now stays. */
  readonly settle: (owed: Owed) => Promise<boolean>;
  /** Who else is at something that is owed, each with its newest claim: it changes as long as that process lives. */
  readonly holders: (except: string) => Promise<readonly Runner[]>;
  /**
   * Renews what is the runner's, and takes what nobody is at, or only the `dead`, if they have not renewed it since. The keys
   * of all, those owed longest first.
   */
  readonly hold: (runner: Runner, dead: readonly Runner[]) => Promise<readonly string[]>;
  /** Leaves everything that is the runner's to whoever holds next. */
  readonly release: (runner: string) => Promise<void>;
  /**
   * True the first time a delivery is seen; false for its duplicates. Remembered for `seenForMs` after `at`
   * (epoch milliseconds): Slack's last redelivery comes about five minutes after the first.
   */
  readonly firstSight: (delivery: string, at: number) => Promise<boolean>;
  /** The same for what somebody asked: with the first sight `request` (JSON) is kept until it is answered. */
  readonly receive: (delivery: string, request: string, runner: Runner, at: number) => Promise<boolean>;
  /** It needs no answer any more; that it was seen stays. */
  readonly answered: (delivery: string) => Promise<void>;
  /** As `holders`, of what is unanswered. */
  readonly unansweredHolders: (except: string) => Promise<readonly Runner[]>;
  /** As `hold`, of what is unanswered. All of it, oldest first. */
  readonly holdUnanswered: (runner: Runner, dead: readonly Runner[]) => Promise<readonly Unanswered[]>;
  /** Leaves what it has not answered to whoever holds next. */
  readonly releaseUnanswered: (runner: string) => Promise<void>;
  /** Writes something of no meaning. @throws when nothing can be written */
  readonly probe: (at: number) => Promise<void>;
  /** The message that shows `key`, an operation's id for example. */
  readonly shown: (key: string) => Promise<Shown | undefined>;
  /** Remembers which message shows `key`, instead of the one before. */
  readonly remember: (key: string, channel: string, ts: string, digest?: string) => Promise<void>;
};

export type Wanted<State extends string = string> = {
  readonly cluster?: string | undefined;
  readonly states?: readonly State[] | undefined;
  /** Only those of whose state, or of what happened in it, not everybody was told yet. */
  readonly untold?: true | undefined;
  /** Only those that are not over, or were over at that time or later; epoch milliseconds. */
  readonly notOverBefore?: number | undefined;
  /** The newest only, at most this many. */
  readonly limit?: number | undefined;
};

/** Records of one kind, changed by compare and set, each change in one transaction with its rows of the audit. */
export type Table<T extends Entity> = {
  /** Keeps a new record. False when its id is taken, or a name that it holds. */
  readonly add: (turn: Turn<T>) => Promise<boolean>;
  readonly find: (id: string) => Promise<T | undefined>;
  /** Newest first. */
  readonly list: (wanted: Wanted<T["state"]>) => Promise<readonly T[]>;
  /**
   * Compare and set: `decide` sees the record as it is, alone, and says what it becomes; `undefined` leaves it.
   * The names that it needs from now on are taken with it, all or none. What `decide` throws is thrown, and nothing is
   * written. It must not wait for anything.
   * @throws Error when there is no such record
   */
  readonly change: (id: string, decide: (record: T) => Turn<T> | undefined) => Promise<Changed<T>>;
  /** Everybody was told how it is, which is in this state. */
  readonly told: (id: string, state: T["state"]) => Promise<void>;
};

export type Audit = {
  /** Appends what changed no operation: an attempt without the right. */
  readonly note: (entry: AuditEntry) => Promise<AuditRow>;
  /** In order, read in batches. */
  readonly audit: (wanted?: {
    readonly operation?: string;
    readonly after?: number;
  }) => AsyncIterable<AuditRow>;
  /** Number and hash of the newest row, as kept beside the rows; undefined when somebody has removed them. */
  readonly auditHead: () => Promise<AuditHead | undefined>;
};

/** Who does what only one replica may do. */
export type Duty = { readonly holder: string; readonly renewals: number };

export type Duties = {
  readonly duty: (name: string) => Promise<Duty | undefined>;
  /** Takes or renews it, if it still is as it was `seen`. False when somebody else was quicker. */
  readonly takeDuty: (name: string, holder: string, seen: Duty | undefined) => Promise<boolean>;
  /** Gives back all that the holder has: whoever asks next takes it at once. */
  readonly leaveDuties: (holder: string) => Promise<void>;
  /** Whether a cluster was ever looked at for what is wrong with it. */
  readonly looked: (cluster: string) => Promise<boolean>;
  readonly noteLook: (cluster: string, at: number) => Promise<void>;
};

export type Store = Messages &
  Audit &
  Duties &
  ScheduleRuns & {
    readonly operations: Table<Operation>;
    readonly incidents: Table<Incident>;
    readonly silences: Table<Silence>;
    readonly campaigns: Table<Campaign>;
    readonly counterparts: Table<Counterpart>;
    readonly hosts: PinTable;
    readonly close: () => Promise<void>;
  };

export const seenForMs = 2 * 3_600_000;
