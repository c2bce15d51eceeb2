// Keeps one connection of Socket Mode up: opened again when it is lost, its successor first when Slack wants it replaced.
import { webApi } from "@slack/bolt";
import { openSocket, type Socket, type SocketParts } from "./socket.ts";

export type SocketLink = {
  /** Resolves when it is up for the first time. */
  readonly opened: Promise<void>;
  readonly isUp: () => boolean;
  readonly close: () => void;
};

type Parts = SocketParts & {
  /** Told what each attempt came to: an error, or none. */
  readonly tried: (error?: unknown) => void;
  readonly open?: (parts: SocketParts) => Promise<Socket>;
};

const firstGapMs = 500;
const longestGapMs = 10_000;
/** A socket that lived longer than this was no failure: its successor is tried at once. */
const steadyMs = 10_000;

export function createSocketLink(parts: Parts): SocketLink {
  const { clock, log, tried, open = openSocket } = parts;
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener("abort", () => resolve()));
  const up = new Set<Socket>();
  const first = Promise.withResolvers<void>();
  void keepUp();

  return {
    opened: first.promise,
    isUp: () => up.size > 0,
    close: () => {
      closing.abort();
      for (const socket of up) socket.close();
      up.clear();
    },
  };

  async function keepUp(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      try {
        failures = (await isSteady(await opened())) ? 0 : failures + 1;
        await clock.sleep(failures === 0 ? 0 : gapMs(failures), closing.signal);
      } catch (error) {
        tried(error);
        const waitMs = Math.max(gapMs(++failures), retryAfterMs(error));
        log.warn("Slack cannot be reached; trying again", { error, waitMs });
        await clock.sleep(waitMs, closing.signal);
      }
    }
  }

  async function opened(): Promise<Socket> {
    const before = [...up];
    const socket = await open(parts);
    tried();
    if (closing.signal.aborted) socket.close();
    else up.add(socket);
    void socket.gone.then(() => up.delete(socket));
    for (const old of before) old.close();
    first.resolve();
    return socket;
  }

  /** Resolves when another socket is needed. */
  async function isSteady({ retiring, gone }: Socket): Promise<boolean> {
    const since = clock.ticks();
    await Promise.race([retiring, gone, closed]);
    return clock.ticks() - since >= steadyMs;
  }
}

/** Grows to some ten seconds; no two links, and no two bots, come at the same moment. */
export function gapMs(failures: number): number {
  const longest = Math.min(longestGapMs, firstGapMs * 2 ** (failures - 1));
  return longest * (0.7 + 0.3 * Math.random());
}

function retryAfterMs(error: unknown): number {
  return error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter * 1_000 : 0;
}
