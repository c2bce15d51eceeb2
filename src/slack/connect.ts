// The connection to Slack: Socket Mode over two sockets, or HTTP, and the client for everything that is sent.
import type { RequestListener } from "node:http";
import { App, HTTPReceiver, type LogLevel, SocketModeReceiver, webApi } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import { ConfigError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";

export type Credentials = {
  readonly mode: "socket" | "http";
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly slackApiUrl: string;
};

export type Identity = { readonly team: string; readonly botUser: string };

export type Connection = {
  readonly app: App;
  readonly web: webApi.WebClient;
  /**
   * Resolves once Slack has accepted the tokens and listens; waits while Slack cannot be reached.
   * @throws ConfigError when Slack refuses a token
   */
  readonly open: (signal: AbortSignal) => Promise<Identity>;
  /** Who we are in Slack; empty before Slack has said so, which is before anything is delivered. */
  readonly identity: () => Identity;
  /** Nothing is taken from Slack any more. */
  readonly close: () => Promise<void>;
  /** Sockets that are up now; in HTTP mode 1 once open. */
  readonly connected: () => number;
  /** HTTP mode: what /slack/events must be given to. */
  readonly listener: RequestListener | undefined;
};

type Parts = { readonly credentials: Credentials; readonly clock: Clock; readonly log: Log };

/** One socket alone is deaf for five seconds at each refresh that Slack asks for; the other hears what comes meanwhile. */
const sockets = 2;
const retryMs = 5_000;
const tokenErrors = new Set([
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

export function connectSlack({ credentials, clock, log }: Parts): Connection {
  const { mode, botToken, appToken, slackApiUrl } = credentials;
  const logger = sdkLogger(log);
  const receivers = mode === "socket" ? socketReceivers(credentials, logger, log) : [];
  const http =
    mode === "http"
      ? new HTTPReceiver({ signingSecret: credentials.signingSecret, logger, bodyLimit: 1 << 20 })
      : undefined;
  const app = new App({
    token: botToken,
    receiver: http ?? (receivers[0] as SocketModeReceiver),
    // Not shared with the receivers: the Socket Mode client changes the object it is given.
    clientOptions: {
      slackApiUrl,
      timeout: 10_000,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 1, minTimeout: 300 },
    },
    logger,
    deferInitialization: true,
    extendedErrorHandler: true,
    convoStore: false,
  });
  // No retries for what the outbox sends: a post that timed out may have arrived, and the outbox decides.
  const web = new webApi.WebClient(botToken, {
    slackApiUrl,
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger,
  });
  // The context and the body that come with it hold tokens and response_urls: only the error is logged.
  app.error(async ({ error }: { readonly error: unknown }) => log.error("a listener failed", { error }));
  const live = new Set<unknown>();
  let identity: Identity = { team: "", botUser: "" };
  for (const receiver of receivers) watchSocket(receiver);

  return {
    app,
    web,
    open,
    identity: () => identity,
    close: async () => {
      await Promise.all(receivers.map((receiver) => receiver.stop()));
      live.clear();
    },
    connected: () => live.size,
    listener: http && whileOpen(http),
  };

  async function open(signal: AbortSignal): Promise<Identity> {
    identity = await untilReachable(() => whoAmI(web), "SLACK_BOT_TOKEN", signal);
    await untilReachable(() => app.init(), "SLACK_BOT_TOKEN", signal);
    // The Socket Mode client tries for ever where a token of the wrong kind is refused, so it is tried once by hand.
    const tryAppToken = () => web.apps.connections.open({ token: appToken });
    if (mode === "socket") await untilReachable(tryAppToken, "SLACK_APP_TOKEN", signal);
    await Promise.all(
      receivers.map((receiver) => untilReachable(() => start(receiver), "SLACK_APP_TOKEN", signal)),
    );
    if (http) live.add(http);
    return identity;
  }

  /** Before we know who we are, and once we stop, Slack is told to try again later. */
  function whileOpen(receiver: HTTPReceiver): RequestListener {
    return (request, response) => {
      if (live.has(receiver)) return receiver.requestListener(request, response);
      response.writeHead(503, { "retry-after": "5" }).end();
    };
  }

  async function start(receiver: SocketModeReceiver): Promise<void> {
    if (receiver !== receivers[0]) receiver.init(app);
    await receiver.start();
  }

  async function untilReachable<T>(
    attempt: () => Promise<T>,
    token: string,
    signal: AbortSignal,
  ): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
        if (code && tokenErrors.has(code)) throw refusedToken(token, code);
        log.warn("Slack cannot be reached; trying again", { error, retryMs });
        await clock.sleep(retryMs, signal);
        signal.throwIfAborted();
      }
    }
  }

  function watchSocket(receiver: SocketModeReceiver): void {
    receiver.client.on("connected", () => live.add(receiver));
    for (const gone of ["disconnecting", "disconnected", "reconnecting", "close"]) {
      receiver.client.on(gone, () => live.delete(receiver));
    }
  }
}

function socketReceivers(credentials: Credentials, logger: SdkLogger, log: Log): SocketModeReceiver[] {
  const { appToken, slackApiUrl } = credentials;
  return Array.from(
    { length: sockets },
    () =>
      new SocketModeReceiver({
        appToken,
        logger,
        installerOptions: { clientOptions: { slackApiUrl } },
        processEventErrorHandler: async ({ error }) => {
          log.error("an envelope could not be processed", { error });
          return false;
        },
      }),
  );
}

async function whoAmI(web: webApi.WebClient): Promise<Identity> {
  const { team_id, user_id } = await web.auth.test();
  return { team: team_id ?? "", botUser: user_id ?? "" };
}

function refusedToken(token: string, code: string): ConfigError {
  return new ConfigError(`Slack refuses ${token}: ${code}`, {
    hint: `Copy the token again from https://api.slack.com/apps and put it into ${token}.`,
  });
}

type SdkLogger = webApi.Logger;

/** The SDK's chatter at our levels. Its debug lines carry whole payloads with tokens, so they go nowhere. */
function sdkLogger(log: Log): SdkLogger {
  const line = (words: unknown[]) =>
    words.map((word) => (word instanceof Error ? word.message : String(word))).join(" ");
  return {
    debug: () => {},
    info: (...words) => log.debug("slack sdk", { says: line(words) }),
    warn: (...words) => log.debug("slack sdk", { says: line(words) }),
    error: (...words) => log.warn("slack sdk", { says: line(words) }),
    setLevel: () => {},
    getLevel: () => "error" as LogLevel,
    setName: () => {},
  };
}
