// Answers over a response_url: it reaches one person even where the bot is no member, 5 times within 30 minutes.

import type { Clock } from "#src/base/clock.ts";
import { within } from "#src/base/within.ts";

const withinMs = 10_000;

/** Slack did not take it; `code` is its word for why, where it gave one (`used_url`, `expired_url`, `invalid_blocks`). */
export class RespondError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, code: string | undefined) {
    super(`response_url answered ${status}${code ? ` ${code}` : ""}`);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
  }
}

/** @throws RespondError when Slack refuses it, TypeError or TooLateError when it cannot be reached */
export async function respond(clock: Clock, url: string, message: object): Promise<void> {
  const [response, said] = await within({ clock, ms: withinMs }, async (signal) => {
    const answered = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
      signal,
      redirect: "error",
    });
    return [answered, await answered.text()] as const;
  });
  const code = errorIn(said);
  if (!response.ok || code) throw new RespondError(response.status, code);
}

/** Slack says `ok`, or JSON with an error, also under status 200. */
function errorIn(body: string): string | undefined {
  return /"error"\s*:\s*"([a-z_]+)"/.exec(body)?.[1];
}
