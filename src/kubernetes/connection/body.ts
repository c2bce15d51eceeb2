// Bodies of answers, read whole under a limit or chunk by chunk under an idle deadline.
import type { IncomingMessage } from "node:http";
import type { Clock } from "#src/base/clock.ts";
import { SilentError, TooLargeError } from "./failure.ts";

type Start = { readonly limitBytes: number; readonly signal: AbortSignal };
type Whole = Start & {
  /** How long the next chunk may take; without it, as long as the signal lets it. */
  readonly patience?: { readonly clock: Clock; readonly ms: number };
};

/** Throws TooLargeError beyond the limit, SilentError when patience ends. */
export async function readBody(answer: IncomingMessage, options: Whole): Promise<Buffer> {
  const { limitBytes, patience, signal } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  const streaming: Streaming = {
    signal,
    onChunk: (chunk) => {
      size += chunk.length;
      if (size > limitBytes) throw new TooLargeError(limitBytes);
      chunks.push(chunk);
    },
  };
  if (patience === undefined) await eachChunk(answer, streaming);
  else await eachChunkInTime(answer, { ...streaming, clock: patience.clock, idleMs: () => patience.ms });
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The first `limitBytes` of a body that may be larger; the rest is never read. */
export async function readStart(answer: IncomingMessage, { limitBytes, signal }: Start): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    await eachChunk(answer, {
      signal,
      onChunk: (chunk) => {
        chunks.push(chunk.subarray(0, limitBytes - size));
        size += chunk.length;
        if (size >= limitBytes) throw new TooLargeError(limitBytes);
      },
    });
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
  }
  return Buffer.concat(chunks);
}

type Streaming = {
  /** May throw, which ends the stream and rejects. */
  readonly onChunk: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
};

/** Resolves at a clean end, rejects at a cut one, at an abort, or with what `onChunk` threw. */
export function eachChunk(answer: IncomingMessage, { onChunk, signal }: Streaming): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      answer.destroy();
      settle(() => reject(error));
    };
    const abort = () => fail(signal.reason);
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", abort);
      act();
    };
    if (signal.aborted) return abort();
    if (answer.destroyed && !answer.readableEnded) return reject(new Error("the answer was cut off"));
    signal.addEventListener("abort", abort, { once: true });
    answer.on("data", (chunk: Buffer) => {
      if (answer.destroyed) return;
      try {
        onChunk(chunk);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    answer.on("error", (error) => settle(() => reject(error)));
    answer.once("end", () => settle(resolve));
    answer.once("close", () => settle(() => reject(new Error("the answer was cut off"))));
  });
}

type Guarded = Streaming & { readonly clock: Clock; readonly idleMs: () => number };

/** As eachChunk, and rejects with SilentError when no byte comes for `idleMs()`. */
export async function eachChunkInTime(answer: IncomingMessage, options: Guarded): Promise<void> {
  const { clock, idleMs, onChunk } = options;
  const over = new AbortController();
  const stop = () => over.abort(options.signal.reason);
  if (options.signal.aborted) stop();
  options.signal.addEventListener("abort", stop, { once: true });
  let heardAt = clock.ticks();
  let nap = { until: Number.POSITIVE_INFINITY, wake: () => {} };
  const whenSilent = watchSilence();
  try {
    await eachChunk(answer, {
      signal: over.signal,
      onChunk: (chunk) => {
        heardAt = clock.ticks();
        onChunk(chunk);
        // After a list, patience may be shorter than it was.
        if (heardAt + idleMs() < nap.until) nap.wake();
      },
    });
  } finally {
    options.signal.removeEventListener("abort", stop);
    over.abort();
    await whenSilent;
  }

  // One timer per deadline and not one per chunk.
  async function watchSilence(): Promise<void> {
    while (!over.signal.aborted) {
      const until = heardAt + idleMs();
      const leftMs = until - clock.ticks();
      if (leftMs <= 0) return over.abort(new SilentError("stream", idleMs()));
      const woken = new AbortController();
      nap = { until, wake: () => woken.abort() };
      over.signal.addEventListener("abort", nap.wake, { once: true });
      await clock.sleep(leftMs, woken.signal);
      over.signal.removeEventListener("abort", nap.wake);
    }
  }
}
