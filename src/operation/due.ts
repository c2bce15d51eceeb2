// What time makes of a proposal that nobody decides about.
import { entryOf, type Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";

/** Its time is over, or nobody knows any more when it is; a solo approval that waits out its pause does not expire. */
export function isDue({ state, proposedAt, expiresAt, startsAt }: Operation, now: number): boolean {
  if (state !== "proposed" || startsAt !== undefined) return false;
  // Proposed in a time to come: another replica's clock is ahead, or ours was set back. By less than it waits, it waits longer.
  return now >= expiresAt || proposedAt - now > expiresAt - proposedAt;
}

/** Half of the time has passed; once. */
export function isReminderDue(
  { state, startsAt, queued, remindedAt, proposedAt, expiresAt }: Operation,
  now: number,
): boolean {
  return (
    state === "proposed" &&
    startsAt === undefined &&
    queued === undefined &&
    remindedAt === undefined &&
    now >= (proposedAt + expiresAt) / 2
  );
}

export function reminded(operation: Operation, at: number): Turn {
  return { next: { ...operation, remindedAt: at }, entries: [entryOf(operation, "reminded", { at })] };
}
