// What a store still owes, whoever is at it. Takes it all, so it is for the end of a test.
import type { Store } from "#src/store/store.ts";

/** The parcels as they were stored, those owed longest first. */
export async function owedIn(store: Store): Promise<readonly string[]> {
  const keys = await store.hold({ id: "a test", until: 1 }, await store.holders("a test"));
  const owed = await Promise.all(keys.map((key) => store.owing(key, "a test")));
  return owed.flatMap((each) => (each ? [each.parcel] : []));
}
