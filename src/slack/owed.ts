// What this process has to send: kept in the store under a claim that others respect as long as it is renewed.
import { randomUUID } from "node:crypto";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { createUnchanged } from "#src/base/unchanged.ts";
import type { Messages, Owed } from "#src/store/store.ts";
import { freeze, type Parcel, thaw } from "./parcel.ts";

/** How long a message is ours without our saying so again. One that a dead process leaves waits that long, as others see it. */
const claimMs = 15_000;
/** How often we say so, and look for what nobody claims. */
export const holdEveryMs = claimMs / 3;

/** A message that is ours to send, as the store holds it. */
export type Held = {
  /** Undefined when the store could not take it. */
  readonly owed: Owed | undefined;
  readonly parcel: Parcel;
};

type Parts = { readonly store: Messages; readonly clock: Clock; readonly log: Log };

export function createOwed({ store, clock, log }: Parts) {
  const runner = randomUUID();
  const unchanged = createUnchanged(clock);
  /** What the store could not take, on a full disk for example: it is sent, and a crash would lose it. */
  const unkept = new Map<string, Parcel>();
  return { owe, isOurs, get, settle, hold, release };

  /** False when another process is at it, which will find this there. */
  async function owe(parcel: Parcel): Promise<boolean> {
    const { key } = parcel;
    try {
      const isForUs = await store.owe(key, freeze(parcel), claim(), isOfRecord(parcel));
      unkept.delete(key);
      return isForUs;
    } catch (error) {
      // What cannot be remembered would be posted again and again.
      if (parcel.keeps) throw error;
      log.error("a message cannot be kept, and is sent all the same", { error });
      unkept.set(key, parcel);
      return true;
    }
  }

  async function isOurs(key: string): Promise<boolean> {
    return unkept.has(key) || (await store.owing(key, runner)) !== undefined;
  }

  /** What is owed under the key, if it is for us to send. */
  async function get(key: string): Promise<Held | undefined> {
    const lonely = unkept.get(key);
    if (lonely) return { owed: undefined, parcel: lonely };
    const owed = await store.owing(key, runner);
    try {
      return owed && { owed, parcel: thaw(owed.parcel) };
    } catch (error) {
      log.error("dropped an unreadable owed message", { error });
      if (owed) await store.settle(owed);
      return undefined;
    }
  }

  /** False when it was owed anew meanwhile. */
  async function settle({ owed, parcel }: Held): Promise<boolean> {
    if (owed) return store.settle(owed);
    const isSame = unkept.get(parcel.key) === parcel;
    if (isSame) unkept.delete(parcel.key);
    return isSame;
  }

  /** Says that we are still at what is ours, and takes what nobody is at. The keys of both, those owed longest first. */
  async function hold(): Promise<readonly string[]> {
    const others = await store.holders(runner);
    return store.hold(
      claim(),
      others.filter(({ id, until }) => unchanged.forMs(id, `${until}`) >= claimMs),
    );
  }

  /** Whoever lives need not wait for our claims to end. */
  async function release(): Promise<void> {
    try {
      await store.release(runner);
    } catch (error) {
      log.warn("what is owed waits for its claim to end", { error });
    }
  }

  /** Its card, or what goes into its thread. */
  function isOfRecord({ draws, under }: Parcel): boolean {
    return draws !== undefined || under !== undefined;
  }

  function claim() {
    return { id: runner, until: clock.now() + claimMs };
  }
}
