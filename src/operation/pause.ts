// The pause before somebody's own approval starts: at what look it is over, and when it is too late.
import type { Clock } from "#src/base/clock.ts";
import { createUnchanged } from "#src/base/unchanged.ts";
import { soloPauseMs } from "./judge.ts";
import type { Operation } from "./operation.ts";

/** An approval alone that could not start so long after its pause is void: nothing starts out of the blue. */
export const soloLateMs = 60_000;

/** What a look finds: it still waits, may start now, or has to be given up. */
export type PauseLook = "waits" | "over" | "lost";

/**
 * For whoever did not take the approval, another replica or one that comes after a restart: judged by how long the pause
 * was seen, as claims are, so no clock that is off makes it shorter or takes it away. Only to start it, the times have to agree too,
 * as a restart does not know how long nobody looked.
 */
export function createPauses(clock: Pick<Clock, "now" | "ticks">): (operation: Operation) => PauseLook {
  const unchanged = createUnchanged(clock);
  return ({ id, state, startsAt }) => {
    if (state !== "proposed" || startsAt === undefined) {
      unchanged.forget(id);
      return "waits";
    }
    const seenMs = unchanged.forMs(id, String(startsAt));
    if (seenMs > soloPauseMs + soloLateMs) return "lost";
    const lateMs = clock.now() - startsAt;
    return seenMs >= soloPauseMs && lateMs >= 0 && lateMs <= soloLateMs ? "over" : "waits";
  };
}
