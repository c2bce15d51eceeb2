// Brings one silence in an Alertmanager to where it should be, at most one request to change anything.
import type { Clock } from "#src/base/clock.ts";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import type { Alertmanager, TheirAlert, TheirSilence } from "./alertmanager.ts";
import { type Counterpart, endOf, isDue } from "./counterpart.ts";
import { commentOf, isOf, matchersOf, type Wish } from "./wish.ts";

/** What is there, read at most once in a comparison, and only if somebody needs it. */
export type Theirs = {
  readonly silences: () => Promise<readonly TheirSilence[]>;
  readonly alerts: () => Promise<readonly TheirAlert[]>;
  readonly asked: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
};

/** What it takes to settle one. */
export type At = {
  readonly alertmanager: Alertmanager;
  readonly labels: Readonly<Record<string, string>>;
  readonly theirs: Theirs;
  readonly nameOf: (id: string) => Promise<string>;
  readonly clock: Pick<Clock, "now">;
};

const eachMs = 3_000;

export function theirsOf(alertmanager: Alertmanager, clock: Clock, signal: AbortSignal): Theirs {
  const late = () => new UnreachableError("it did not answer in time");
  const asked: Theirs["asked"] = (work) => within({ clock, ms: eachMs, signal, late }, work);
  let silences: Promise<readonly TheirSilence[]> | undefined;
  let alerts: Promise<readonly TheirAlert[]> | undefined;
  return {
    asked,
    silences: () => (silences ??= asked(alertmanager.silences)),
    alerts: () => (alerts ??= asked(alertmanager.alerts)),
  };
}

/**
 * The counterpart after it; the same content when nothing was to be done.
 * @throws UnreachableError, RefusedError: as Alertmanager answers
 */
export async function settled(before: Counterpart, wish: Wish | undefined, at: At): Promise<Counterpart> {
  if (!wish) return ended(before, at);
  if (before.state === "owed") return made(before, wish, at);
  return isDue(before, wish.until, at.clock.now()) ? movedOn(before, wish, at) : well(before);
}

/** It may be there already, made by a request whose answer was lost. */
async function made(before: Counterpart, wish: Wish, at: At): Promise<Counterpart> {
  const there = await found(before, at);
  if (there) return well({ ...before, state: "made", theirs: there.id, endsAt: Date.parse(there.endsAt) });
  return posted(before, wish, at);
}

async function movedOn(before: Counterpart, wish: Wish, at: At): Promise<Counterpart> {
  const there = (await at.theirs.silences()).find(({ id }) => id === before.theirs);
  // Whoever ended it there meant it.
  if (!there || there.status.state === "expired") return well({ ...before, state: "over" });
  return posted(before, wish, at, there);
}

async function posted(
  before: Counterpart,
  wish: Wish,
  { alertmanager, labels, theirs, nameOf, clock }: At,
  there?: TheirSilence,
): Promise<Counterpart> {
  const alerts = "fingerprint" in wish.of ? await theirs.alerts() : [];
  const matchers = matchersOf(wish, labels, alerts);
  if (!matchers) throw new RefusedError("it knows no such alert now");
  const now = clock.now();
  const endsAt = endOf(wish.until, Math.max(wish.from, now));
  const name = await nameOf(wish.by);
  const silence = {
    ...(there ? { id: there.id } : {}),
    matchers,
    startsAt: there?.startsAt ?? new Date(Math.max(wish.from, now)).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    createdBy: name,
    comment: commentOf(wish),
  };
  const id = await theirs.asked((signal) => alertmanager.post(silence, signal));
  return well({ ...before, state: "made", theirs: id, endsAt });
}

async function ended(before: Counterpart, at: At): Promise<Counterpart> {
  const { endsAt = Number.POSITIVE_INFINITY, state } = before;
  const over = well({ ...before, state: "over" });
  if (state === "made" && endsAt <= at.clock.now()) return over;
  const there = await found(before, at);
  if (there) await at.theirs.asked((signal) => at.alertmanager.expire(there.id, signal));
  return over;
}

/** By its id, or by the mark in its comment; not one that has ended. */
async function found({ id, theirs }: Counterpart, at: At): Promise<TheirSilence | undefined> {
  const all = await at.theirs.silences();
  const open = all.filter(({ status }) => status.state !== "expired");
  return open.find((each) => each.id === theirs) ?? open.find(({ comment }) => isOf(comment, id));
}

function well({ trouble: _trouble, ...counterpart }: Counterpart): Counterpart {
  return counterpart;
}
