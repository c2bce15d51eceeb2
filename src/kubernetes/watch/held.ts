// The records of one resource by key, with mark-and-sweep for lists that replace what was held.

export type Held<T> = {
  readonly put: (key: string, record: T) => void;
  readonly remove: (key: string) => void;
  /** The same array until something changes. */
  readonly values: () => readonly T[];
  /** A list begins: from now on `put` also marks. */
  readonly mark: () => void;
  /** The list is complete: whatever was not put since `mark` is gone. */
  readonly sweep: () => void;
};

export function createHeld<T>(): Held<T> {
  const records = new Map<string, T>();
  let values: readonly T[] | undefined;
  let unmarked: Set<string> | undefined;
  return {
    put: (key, record) => {
      records.set(key, record);
      unmarked?.delete(key);
      values = undefined;
    },
    remove: (key) => {
      if (records.delete(key)) values = undefined;
    },
    values: () => {
      values ??= [...records.values()];
      return values;
    },
    mark: () => {
      unmarked = new Set(records.keys());
    },
    sweep: () => {
      for (const key of unmarked ?? []) records.delete(key);
      unmarked = undefined;
      values = undefined;
    },
  };
}
