// Asks what is wrong in a form before Slack is told that it may close, in a part of the time that Slack waits.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { within } from "#src/base/within.ts";
import type { Submitted } from "./incoming.ts";

/** What is wrong, by the name of its field. */
export type FormCheck = (form: Submitted) => Promise<Readonly<Record<string, string>>>;

type Parts = { readonly check: FormCheck; readonly clock: Clock; readonly log: Log };

const checkedWithinMs = 800;

/** What cannot be looked at in time is for the line to say. */
export function createFormCheck({ check, clock, log }: Parts): FormCheck {
  return async (form) => {
    try {
      return await within({ clock, ms: checkedWithinMs }, () => check(form));
    } catch (error) {
      log.warn("a form could not be looked at", { error });
      return {};
    }
  };
}
