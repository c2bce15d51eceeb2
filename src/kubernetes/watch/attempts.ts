// How the attempts to watch go: whether the last one worked, and how long to wait before the next.
import type { Clock } from "#src/base/clock.ts";
import { backoffMs, type FailureKind } from "./backoff.ts";
import type { Remedy } from "./remedy.ts";

type Resumption = Exclude<Remedy, { do: "ask-otherwise" }>;

export type Attempts = {
  readonly begin: () => void;
  /** The server has agreed. */
  readonly opened: () => void;
  /** Something came that was not known before. */
  readonly news: () => void;
  readonly wasOpened: () => boolean;
  /** The attempt is over; one that lasted makes the next failure the first again. */
  readonly end: () => void;
  /** Counts a failure, and says how long to wait after it. */
  readonly failed: (kind: FailureKind) => number;
  /**
   * The watch brought news or lasted: what ended it is no reason to wait. True at most once in five seconds: a server
   * that ends every watch after its first word is not asked in a loop.
   */
  readonly mayHurry: () => boolean;
  readonly mayRetryAtOnce: (remedy: Resumption, listedAt: number) => boolean;
  /** Counts an attempt that was answered and brought nothing; true when there were so many that their version is suspect. */
  readonly isBarren: () => boolean;
};

/** A watch that lasted this long has worked. */
const steadyMs = 5_000;
const hurryEveryMs = 5_000;
// So many watches from one version that are answered but bring nothing, and the version itself is suspect (a server
// restored from a backup knows older ones only).
const maxBarren = 3;

export function createAttempts({ ticks }: Clock, random: () => number): Attempts {
  let openedAt: number | undefined;
  let hasNews = false;
  let hurriedAt = Number.NEGATIVE_INFINITY;
  let barren = 0;
  /**
   * Of each kind by itself. After a long silence the first answers of an API server that has just started are refusals
   * (its roles are not read yet): the length of the silence must not make these last.
   */
  let failures = noFailures();
  return {
    begin: () => {
      openedAt = undefined;
      hasNews = false;
    },
    opened: () => {
      openedAt = ticks();
    },
    news: () => {
      hasNews = true;
      barren = 0;
    },
    wasOpened: () => openedAt !== undefined,
    end: () => {
      if (isSteady()) failures = noFailures();
    },
    failed: (kind) => {
      failures[kind] += 1;
      return backoffMs(kind, failures[kind], random());
    },
    mayHurry,
    mayRetryAtOnce,
    isBarren,
  };

  function isSteady(): boolean {
    return openedAt !== undefined && ticks() - openedAt >= steadyMs;
  }

  function mayRetryAtOnce({ do: what, atLeastMs }: Resumption, listedAt: number): boolean {
    if (atLeastMs > 0) return false;
    if (what !== "resume" && ticks() - listedAt < steadyMs) return false;
    return what === "relist-gone" || mayHurry();
  }

  function mayHurry(): boolean {
    if (!hasNews && !isSteady()) return false;
    if (ticks() - hurriedAt < hurryEveryMs) return false;
    hurriedAt = ticks();
    return true;
  }

  function isBarren(): boolean {
    if (openedAt !== undefined && !hasNews) barren += 1;
    if (barren < maxBarren) return false;
    barren = 0;
    return true;
  }
}

function noFailures(): Record<FailureKind, number> {
  return { silent: 0, answered: 0 };
}
