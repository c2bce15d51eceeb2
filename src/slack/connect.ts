// The connection to Slack: Socket Mode over two sockets, or HTTP, and the clients for everything that is sent and asked.
import type { RequestListener } from "node:http";
import { webApi } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Take } from "./dispatch.ts";
import { createHttpIntake } from "./http-intake.ts";
import { type SlackPace, slackPace } from "./pace.ts";
import { sdkLogger } from "./sdk-log.ts";
import { createSocketLink, type SocketLink } from "./socket-link.ts";
import { createTokens, refusalIn, refusedToken, type TokenName } from "./token.ts";

export type Credentials = {
  readonly mode: "socket" | "http";
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly slackApiUrl: string;
};

export type Identity = { readonly team: string; readonly botUser: string };

export type Connection = {
  /** For what is sent: no retries, since a post that timed out may have arrived, and the outbox decides. */
  readonly web: webApi.WebClient;
  /** For what is asked: retried once. */
  readonly asking: webApi.WebClient;
  /**
   * Resolves once Slack has accepted the tokens and listens; waits while Slack cannot be reached. From then on `take` is
   * given all that Slack delivers.
   * @throws ConfigError when Slack refuses a token
   */
  readonly open: (take: Take, signal: AbortSignal) => Promise<Identity>;
  /** Who we are in Slack; empty before Slack has said so, which is before anything is delivered. */
  readonly identity: () => Identity;
  /** Nothing is taken from Slack any more. */
  readonly close: () => void;
  /** Sockets that are up now; in HTTP mode 1 once open. */
  readonly connected: () => number;
  /** Why Slack does not take a token any more. */
  readonly trouble: () => string | undefined;
  /** Looks at once whether it does. */
  readonly checkTokens: () => Promise<void>;
  /** HTTP mode: what /slack/events must be given to. */
  readonly listener: RequestListener | undefined;
  readonly pace: SlackPace;
};

type Parts = {
  readonly credentials: Credentials;
  readonly pace?: SlackPace | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

/** What comes while one of them is lost and opened again, the other hears. */
const sockets = 2;
const retryMs = 5_000;

export function connectSlack({ credentials, pace = slackPace, clock, log }: Parts): Connection {
  const { mode, botToken, appToken, slackApiUrl, signingSecret } = credentials;
  const shared = { slackApiUrl, timeout: 10_000, rejectRateLimitedCalls: true, logger: sdkLogger(log) };
  const web = new webApi.WebClient(botToken, { ...shared, retryConfig: { retries: 0 } });
  const asking = new webApi.WebClient(botToken, { ...shared, retryConfig: { retries: 1, minTimeout: 300 } });
  const tokens = createTokens({ authTest: () => web.auth.test(), clock, log });
  const closing = new AbortController();
  let links: readonly SocketLink[] = [];
  let taking: Take | undefined;
  let identity: Identity = { team: "", botUser: "" };

  return {
    web,
    asking,
    open,
    identity: () => identity,
    close,
    connected: () =>
      mode === "http" ? Number(taking !== undefined) : links.filter(({ isUp }) => isUp()).length,
    trouble: tokens.trouble,
    checkTokens: tokens.check,
    listener:
      mode === "http" ? createHttpIntake({ signingSecret, take: () => taking, clock, log }) : undefined,
    pace,
  };

  async function open(take: Take, signal: AbortSignal): Promise<Identity> {
    identity = await untilReachable(() => whoAmI(web), "SLACK_BOT_TOKEN", signal);
    if (mode === "socket") await openSockets(take, signal);
    taking = take;
    void tokens.watch(closing.signal);
    return identity;
  }

  async function openSockets(take: Take, signal: AbortSignal): Promise<void> {
    // Tried once by hand, so that a token that is refused ends the start instead of being tried for ever.
    const tryAppToken = () => web.apps.connections.open({ token: appToken });
    await untilReachable(tryAppToken, "SLACK_APP_TOKEN", signal);
    const tried = (error?: unknown) => tokens.used("SLACK_APP_TOKEN", error);
    const link = () => createSocketLink({ appToken, slackApiUrl, take, tried, clock, log });
    links = Array.from({ length: sockets }, link);
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    await Promise.race([Promise.all(links.map(({ opened }) => opened)), stopped]);
    signal.throwIfAborted();
  }

  function close(): void {
    closing.abort();
    taking = undefined;
    for (const link of links) link.close();
  }

  async function untilReachable<T>(
    attempt: () => Promise<T>,
    token: TokenName,
    signal: AbortSignal,
  ): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const why = refusalIn(error);
        if (why) throw refusedToken(token, why);
        log.warn("Slack cannot be reached; trying again", { error, retryMs });
        await clock.sleep(retryMs, signal);
        signal.throwIfAborted();
      }
    }
  }
}

async function whoAmI(web: webApi.WebClient): Promise<Identity> {
  const { team_id, user_id } = await web.auth.test();
  return { team: team_id ?? "", botUser: user_id ?? "" };
}
