// Whether Slack still takes our tokens: asked now and then, since a socket stays up when the bot's token is revoked.
import { webApi } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import { ConfigError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";

export type TokenName = "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN";

export type Tokens = {
  /** Why Slack does not take one of them, as far as is known; undefined when nothing is. */
  readonly trouble: () => string | undefined;
  /** What came of using a token: an error, or none. */
  readonly used: (token: TokenName, error?: unknown) => void;
  /** Asks at once. Never rejects. */
  readonly check: () => Promise<void>;
  readonly watch: (signal: AbortSignal) => Promise<void>;
};

type Parts = { readonly authTest: () => Promise<unknown>; readonly clock: Clock; readonly log: Log };

const checkEveryMs = 15_000;
const refusals = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "missing_scope",
  "user_removed_from_team",
  "team_disabled",
]);

export function createTokens({ authTest, clock, log }: Parts): Tokens {
  const refused = new Map<TokenName, string>();
  return { trouble, used, check, watch };

  function trouble(): string | undefined {
    const [first] = refused;
    return first && `Slack refuses ${first[0]}: ${first[1]}`;
  }

  function used(token: TokenName, error?: unknown): void {
    const why = refusalIn(error);
    if (why && !refused.has(token)) log.error("Slack refuses a token", { token, why });
    if (why) refused.set(token, why);
    else if (error === undefined) refused.delete(token);
  }

  async function check(): Promise<void> {
    try {
      await authTest();
      used("SLACK_BOT_TOKEN");
    } catch (error) {
      used("SLACK_BOT_TOKEN", error);
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(checkEveryMs, signal);
      if (!signal.aborted) await check();
    }
  }
}

/** Slack's word for why it does not take the token; undefined when the error says nothing about that. */
export function refusalIn(error: unknown): string | undefined {
  const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
  return code !== undefined && refusals.has(code) ? code : undefined;
}

export function refusedToken(token: TokenName, why: string): ConfigError {
  return new ConfigError(`Slack refuses ${token}: ${why}`, {
    hint: `Copy the token again from https://api.slack.com/apps and put it into ${token}.`,
  });
}
