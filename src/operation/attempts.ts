// Runs a step, and knows what came of it last: whether nobody can tell if its call arrived, and whether it is forbidden for now.
import type { Clock } from "#src/base/clock.ts";
import { ForbiddenError, UnreachableError } from "#src/base/errors.ts";
import type { Acting } from "./ask.ts";

export type Attempts = {
  /** @throws whatever the step throws, unless `done` can tell or it may be allowed in a moment */
  readonly run: () => Promise<void>;
  /** It is not known whether the change was made; only `done` can tell. */
  readonly isUnsure: () => boolean;
  /** The API server forbids it, and nothing was changed; it is to be run again. */
  readonly refusal: () => ForbiddenError | undefined;
};

/** An API server that has just started forbids everything until it has read its roles. Whoever lacks a right hears so a minute later. */
export const forbiddenForMs = 60_000;

export function createAttempts({ run }: Pick<Acting, "run">, clock: Pick<Clock, "ticks">): Attempts {
  let isUnsure = false;
  let refusal: ForbiddenError | undefined;
  let refusedSince: number | undefined;

  return {
    isUnsure: () => isUnsure,
    refusal: () => refusal,
    run: async () => {
      isUnsure = false;
      refusal = undefined;
      try {
        await run();
        refusedSince = undefined;
      } catch (error) {
        if (error instanceof ForbiddenError && isNew()) refusal = error;
        else if (error instanceof UnreachableError) isUnsure = true;
        else throw error;
      }
    },
  };

  function isNew(): boolean {
    refusedSince ??= clock.ticks();
    return clock.ticks() - refusedSince < forbiddenForMs;
  }
}
