// What time makes of a proposal that nobody decides about.
import { entryOf, type Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";

/** An approval alone that could not start when its pause was over is void after this: nothing starts out of the blue. */
export const soloLateMs = 60_000;

/** Its time is over; a solo approval that waits out its pause does not expire. */
export function isDue({ state, expiresAt, startsAt }: Operation, now: number): boolean {
  return state === "proposed" && startsAt === undefined && now >= expiresAt;
}

/** A requester's own approval may start now. */
export function isPauseOver({ state, startsAt }: Operation, now: number): boolean {
  return state === "proposed" && startsAt !== undefined && now >= startsAt && now <= startsAt + soloLateMs;
}

/** Half of the time has passed; once. */
export function isReminderDue(
  { state, startsAt, remindedAt, proposedAt, expiresAt }: Operation,
  now: number,
): boolean {
  return (
    state === "proposed" &&
    startsAt === undefined &&
    remindedAt === undefined &&
    now >= (proposedAt + expiresAt) / 2
  );
}

export function reminded(operation: Operation, at: number): Turn {
  return { next: { ...operation, remindedAt: at }, entries: [entryOf(operation, "reminded", { at })] };
}
