// Answers over a response_url: it reaches one person even where the bot is no member, 5 times within 30 minutes.

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

/** @throws RespondError when Slack refuses it, TypeError or a timeout when it cannot be reached */
export async function respond(url: string, message: object): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
    signal: AbortSignal.timeout(10_000),
    redirect: "error",
  });
  const code = errorIn(await response.text());
  if (!response.ok || code) throw new RespondError(response.status, code);
}

/** Slack says `ok`, or JSON with an error, also under status 200. */
function errorIn(body: string): string | undefined {
  return /"error"\s*:\s*"([a-z_]+)"/.exec(body)?.[1];
}
