// Which replica does what only one may do: held by renewing, judged by how long we have seen it unchanged, never by clocks.
import type { Clock } from "./clock.ts";

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

/**
 * Asked before each piece of work: true when this process holds the duty, and has renewed it by asking. As client-go's leader
 * election, replicas need not agree about the time.
 */
export function createDuty({ name, me, idleMs, read, take, clock }: Parts): () => Promise<boolean> {
  let seen: (Held & { readonly since: number }) | undefined;
  return async () => {
    const now = clock.ticks();
    const found = await read(name);
    const isSame = found?.holder === seen?.holder && found?.renewals === seen?.renewals;
    if (found && !isSame) seen = { ...found, since: now };
    const isFree =
      !found || found.holder === me || (isSame && seen !== undefined && now - seen.since >= idleMs);
    return isFree && (await take(name, me, found));
  };
}
