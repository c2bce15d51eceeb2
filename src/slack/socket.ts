// One WebSocket of Socket Mode, from its opening to its end.
import { type App, SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { within } from "#src/base/within.ts";
import type { Take } from "./dispatch.ts";
import { type SdkLogger, sdkLogger } from "./sdk-log.ts";

export type Socket = {
  /** Slack asks for another one in its place; until that is there, this one still hears. */
  readonly retiring: Promise<void>;
  readonly gone: Promise<void>;
  readonly close: () => void;
};

export type SocketParts = {
  readonly appToken: string;
  readonly slackApiUrl: string;
  readonly take: Take;
  /** How long the call that asks for an address may take. */
  readonly callWithinMs?: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** Less than for the whole, so that nothing is opened once the whole was given up. */
const usualCallMs = 8_000;
const openWithinMs = 15_000;

type Client = SocketModeReceiver["client"];

/** @throws the SDK's errors, or an Error when the socket closes or keeps silent before Slack says hello */
export async function openSocket(parts: SocketParts): Promise<Socket> {
  const { clock, log } = parts;
  const { client } = receiverFor(parts, sdkLogger(log));
  const gone = new Promise<void>((resolve) => void client.once("disconnected", () => resolve()));
  const retiring = farewellTo(client);
  const close = () => void client.disconnect().catch(() => undefined);
  const late = () => new Error(`no hello from Slack within ${openWithinMs / 1_000} s`);
  try {
    // The SDK rejects with nothing where the socket closes.
    const hello = () => Promise.race([client.start(), gone.then(closedEarly)]);
    await within({ clock, ms: openWithinMs, late }, hello);
    return { retiring, gone, close };
  } catch (error) {
    close();
    throw error ?? closedEarly();
  }
}

function receiverFor(parts: SocketParts, logger: SdkLogger) {
  const { appToken, slackApiUrl, take, log, callWithinMs = usualCallMs } = parts;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    // Its own waits grow without a limit, leave a refresh deaf for 5 s, and may end in an unhandled rejection.
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        slackApiUrl,
        timeout: callWithinMs,
        rejectRateLimitedCalls: true,
        retryConfig: { retries: 0 },
      },
    },
    processEventErrorHandler: async ({ error }) => {
      log.error("a delivery could not be taken", { error });
      return false;
    },
  });
  // Of the App, Bolt's receivers use this method only.
  receiver.init({ processEvent: take } as unknown as App);
  return receiver;
}

/** The SDK would close at once when Slack says that the socket is to be replaced: it is kept until its successor hears. */
function farewellTo(client: Client): Promise<void> {
  const [read] = client.listeners("ws_message");
  return new Promise((resolve) => {
    if (!read) return;
    client.off("ws_message");
    client.on("ws_message", (data: unknown, isBinary: unknown) => {
      if (isRefresh(data)) resolve();
      else read.call(client, data, isBinary);
    });
  });
}

function isRefresh(data: unknown): boolean {
  if (typeof data !== "string" || !data.includes('"disconnect"')) return false;
  const { type, reason } = JSON.parse(data) as { readonly type?: unknown; readonly reason?: unknown };
  return type === "disconnect" && (reason === "warning" || reason === "refresh_requested");
}

function closedEarly(): never {
  throw new Error("the socket closed before Slack said hello");
}
