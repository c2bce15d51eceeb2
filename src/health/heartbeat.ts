// Tells somebody outside, once a minute, that people would be told: healthchecks.io's protocol. Its silence is the alarm.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { within } from "#src/base/within.ts";

export type Heartbeat = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** One beat. Never rejects. */
  readonly beat: () => Promise<void>;
  /** Whether the last one was taken; undefined before the first, and where none is sent. */
  readonly taken: () => boolean | undefined;
};

type Parts = {
  /** Undefined: none is sent. It is a secret: whoever has it can say that all is well. */
  readonly url: string | undefined;
  /** What is wrong with us; undefined while another replica is the one that looks. */
  readonly ailments: () => readonly string[] | undefined;
  /** @throws when it is not taken */
  readonly send?: (url: string, words: string, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

const everyMs = 60_000;
const withinMs = 10_000;

export function createHeartbeat({ url, ailments, send = post, clock, log }: Parts): Heartbeat {
  const stopping = new AbortController();
  let beating: Promise<void> = Promise.resolve();
  let taken: boolean | undefined;
  return {
    start: () => {
      if (url !== undefined) beating = keepBeating();
    },
    stop: async () => {
      stopping.abort();
      await beating;
    },
    beat,
    taken: () => taken,
  };

  async function keepBeating(): Promise<void> {
    while (!stopping.signal.aborted) {
      await beat();
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  async function beat(): Promise<void> {
    const wrong = ailments();
    if (url === undefined || wrong === undefined) return;
    const target = wrong.length > 0 ? failing(url) : url;
    try {
      const { signal } = stopping;
      await within({ clock, ms: withinMs, signal }, (until) => send(target, wrong.join("\n"), until));
      taken = true;
    } catch (error) {
      if (stopping.signal.aborted) return;
      // Once, not every minute; never with the URL.
      if (taken !== false) log.warn("the heartbeat was not taken", { why: (error as Error)?.message });
      taken = false;
    }
  }
}

/** `…/fail`, before what stands behind a question mark. */
function failing(url: string): string {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/$/, "")}/fail`;
  return target.href;
}

async function post(url: string, words: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { method: "POST", body: words, signal, redirect: "error" });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it was answered with ${response.status}`);
}
