// Locks by name, `cluster/home`: a record holds all the names that it needs, or none.
import type { Query } from "./sql.ts";

/** Another record holds the name. Thrown inside the transaction, so that nothing of it happens. */
export class Held extends Error {
  readonly lock: string;
  readonly holder: string;
  constructor(lock: string, holder: string) {
    super(`${lock} is held by ${holder}`);
    this.lock = lock;
    this.holder = holder;
  }
}

/**
 * Gives back what is not needed any more and takes what is needed now, in the order of the names: two that want the
 * same never wait for each other.
 * @throws Held when somebody else has one of them
 */
export async function moveLocks(
  ask: Query,
  holder: string,
  before: readonly string[],
  next: readonly string[],
): Promise<void> {
  for (const name of before.filter((each) => !next.includes(each)).toSorted()) await free(ask, name, holder);
  for (const name of next.filter((each) => !before.includes(each)).toSorted()) await take(ask, name, holder);
}

export async function free(ask: Query, name: string, holder: string): Promise<void> {
  await ask("DELETE FROM locks WHERE name = ? AND holder = ?", [name, holder]);
}

async function take(ask: Query, name: string, holder: string): Promise<void> {
  while (true) {
    // PostgreSQL waits here for whoever is about to take or to give back the same name.
    const insertion =
      "INSERT INTO locks (name, holder) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING name";
    if ((await ask(insertion, [name, holder])).length > 0) return;
    const [lock] = await ask("SELECT holder FROM locks WHERE name = ?", [name]);
    if (lock?.holder === holder) return;
    // Without a row it was given back between the two statements.
    if (lock) throw new Held(name, String(lock.holder));
  }
}
