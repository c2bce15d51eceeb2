// Keeps the records of one resource true: list, then watch, for as long as it runs, whatever the API server does.
import type { UnreachableError } from "#src/base/errors.ts";
import { SilentError } from "../connection/failure.ts";
import type { WatchEvent } from "../wire/watch-event.ts";
import { createAttempts } from "./attempts.ts";
import { createCourse } from "./course.ts";
import { createPulse } from "./pulse.ts";
import { remedyFor, WatchError } from "./remedy.ts";
import { createStanding, type Standing } from "./standing.ts";
import type { Tuning } from "./tuning.ts";
import { type Watched, watchOnce } from "./watch.ts";

export type Reflector<T> = Pick<Standing, "state" | "lastSeen" | "settled"> & {
  readonly records: () => readonly T[];
  /** It never rests: while it is heard, the others are alive too. */
  readonly isPulse: boolean;
  readonly start: () => void;
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
  /** Opens the watch anew from where it is, unless something was heard on it within this time. */
  readonly reopen: (unlessHeardMs: number) => void;
};

type Options<T> = Watched<T> & {
  readonly tuning: Tuning;
  /** Puts a failure into words. */
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
  /** A watch that never rests was cut off without a word, and is heard again. */
  readonly onRevived?: () => void;
};

// A wait that is over before anybody has read an answer is not worth the word "unreachable".
const unnoticedMs = 250;

/** Nobody knows whether the watch still lives. */
class Doubted extends Error {}

export function createReflector<T>(options: Options<T>): Reflector<T> {
  const { clock, explain, log, onRevived, resource, tuning } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const standing = createStanding({ resource: resource.resource, clock, log, explain, signal });
  const course = createCourse({ ...options, relistMs: tuning.relistMs, onComplete: standing.heard });
  const attempts = createAttempts(clock, tuning.random);
  const pulse = createPulse(options.pulse, tuning.idleMs, onRevived);
  let attempt = new AbortController();
  let running: Promise<void> | undefined;

  return { ...standing, records: course.records, isPulse: options.pulse !== undefined, start, stop, reopen };

  function start(): void {
    running ??= run();
  }

  async function stop(): Promise<void> {
    stopping.abort();
    attempt.abort(signal.reason);
    standing.giveUp();
    await running;
  }

  function reopen(unlessHeardMs: number): void {
    const isOpen = course.phase() === "watch" && attempts.wasOpened();
    if (isOpen && standing.quietMs() > unlessHeardMs) attempt.abort(new Doubted());
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      attempt = new AbortController();
      attempts.begin();
      await listAndWatch().then(afterCleanEnd).catch(recover);
    }
  }

  async function listAndWatch(): Promise<void> {
    const from = await course.begin(attempt.signal);
    try {
      await watchOnce(
        { ...options, abilities: course.asked() },
        { ...patience(from), from, signal: attempt.signal, onOpen, onEvent },
      );
    } finally {
      attempts.end();
      course.ended(attempts.wasOpened());
    }
  }

  function patience(from: string | undefined) {
    const timeoutSeconds = Math.round(tuning.watchSeconds * (1 + tuning.random()));
    const idleMs = () => (course.phase() === "stream-list" ? tuning.listIdleMs : pulse.idleMs);
    return { timeoutSeconds, idleMs, answerMs: from === undefined ? undefined : pulse.answerMs };
  }

  function onOpen(): void {
    attempts.opened();
    if (course.phase() !== "watch") return;
    standing.goLive();
    pulse.opened();
  }

  function onEvent(event: WatchEvent<T>): void {
    if (event.type === "ERROR") throw new WatchError({ ...event, status: event.code });
    const taken = course.take(event);
    if (taken === "belongs to a list") return;
    if (taken === "completes") standing.goLive();
    standing.heard();
    attempts.news();
    pulse.heard();
  }

  // The server ends every watch sooner or later; what follows goes on where it ended, without a list.
  async function afterCleanEnd(): Promise<void> {
    if (attempts.mayHurry()) return;
    if (attempts.isBarren()) course.relist();
    await clock.sleep(attempts.failed("silent"), signal);
  }

  async function recover(error: unknown): Promise<void> {
    if (signal.aborted || error instanceof Doubted) return;
    const remedy = remedyFor(error, course.phase(), course.asked());
    if (remedy.do === "ask-otherwise") {
      options.abilities[remedy.without] = false;
      log.info("kubernetes.asking-otherwise", { resource: resource.resource, without: remedy.without });
      return;
    }
    pulse.failed(error, remedy.kind);
    if (remedy.do !== "resume" || attempts.isBarren()) course.relist();
    if (attempts.mayRetryAtOnce(remedy, course.listedAt())) return;
    const waitMs = Math.max(remedy.atLeastMs, attempts.failed(remedy.kind));
    if (standing.state().state !== "live" || waitMs > unnoticedMs || error instanceof SilentError)
      await standing.goBroken(error);
    await clock.sleep(waitMs, signal);
  }
}
