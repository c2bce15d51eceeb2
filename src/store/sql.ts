// The seam to a database engine: SQL that both understand, with `?` for values, and rows of texts and numbers.

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export type Query = (text: string, values?: readonly Value[]) => Promise<readonly Row[]>;

export type Sql = {
  readonly query: Query;
  /**
   * As `query`, for what is found out and written again where it is gone: no dying process takes it with it, but a power cut may, if
   * nothing else was written after it. It does not wait for the disk.
   */
  readonly soon: Query;
  /**
   * What `work` asks through its own `query` happens wholly or, when it throws, not at all; on the disk once it resolves.
   * Nobody else's statement comes in between on SQLite; on PostgreSQL the rows that it changed are locked.
   */
  readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** A unique index says no; adapters translate their engine's error into it. */
export class NotUnique extends Error {
  constructor(cause: unknown) {
    super("a row like this exists", { cause });
    this.name = "NotUnique";
  }
}

/** A table that the migrations made is not there; adapters translate their engine's error into it. */
export class NoSuchTable extends Error {
  constructor(cause: unknown) {
    super("a table is gone", { cause });
    this.name = "NoSuchTable";
  }
}

export function textOrNone(value: Value | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

export function numberOrNone(value: Value | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** PostgreSQL takes no U+0000 and no half of a surrogate pair; so that both engines keep the same, neither gets any. */
export function storable(value: Value): Value {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd").toWellFormed() : value;
}
