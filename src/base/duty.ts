// Which replica does what only one may do: held by renewing, judged by how long we have seen it unchanged, never by clocks.
import type { Clock } from "./clock.ts";
import { createUnchanged } from "./unchanged.ts";

export type Held = { readonly holder: string; readonly renewals: number };

type Parts = {
  readonly name: string;
  /** This process. */
  readonly me: string;
  /** Not renewed for this long, it is anybody's, milliseconds. */
  readonly idleMs: number;
  readonly read: (name: string) => Promise<Held | undefined>;
  readonly take: (name: string, me: string, seen: Held | undefined) => Promise<boolean>;
  readonly clock: Pick<Clock, "ticks">;
};

/** Asked before each piece of work: true when this process holds the duty, and has renewed it by asking. */
export function createDuty({ name, me, idleMs, read, take, clock }: Parts): () => Promise<boolean> {
  const unchanged = createUnchanged(clock);
  return async () => {
    const found = await read(name);
    const isFree =
      !found || found.holder === me || unchanged.forMs(name, `${found.holder} ${found.renewals}`) >= idleMs;
    return isFree && (await take(name, me, found));
  };
}
