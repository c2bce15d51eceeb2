// The same for many, a few at a time.

/** Every one gets its turn, whatever becomes of the others. @throws the first failure, once all have ended */
export async function inBatches<T>(
  all: readonly T[],
  atOnce: number,
  work: (each: T) => Promise<unknown>,
): Promise<void> {
  const queue = [...all];
  const failures: unknown[] = [];
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, take));
  if (failures.length > 0) throw failures[0];

  async function take(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await work(next).catch((error: unknown) => failures.push(error));
    }
  }
}
