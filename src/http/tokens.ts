// Who comes in over HTTP: a long random token, of which the settings hold the hash only, and how often each may ask.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "#src/base/clock.ts";

export type Known = { readonly name: string; readonly hash: string };

/** It is random and long, so that a fast hash is as good as a slow one. */
export function hashOf(token: string): string {
  return `sha256:${createHash("sha256").update(token).digest("hex")}`;
}

/** Whose token `Authorization: Bearer …` brings. */
export function bearerOf<Token extends Known>(
  tokens: readonly Token[],
  header: string | undefined,
): Token | undefined {
  const [, given] = /^Bearer ([\w.~+/=-]{1,500})$/i.exec(header ?? "") ?? [];
  if (given === undefined) return undefined;
  const hash = Buffer.from(hashOf(given));
  return tokens.find((each) => {
    const own = Buffer.from(each.hash);
    return own.length === hash.length && timingSafeEqual(own, hash);
  });
}

const perMinute = 120;
const atOnce = 30;

/** Whether this one may ask now: so many at once, and so many a minute after that. */
export function createAllowance(clock: Pick<Clock, "ticks">): (name: string) => boolean {
  const left = new Map<string, { readonly count: number; readonly at: number }>();
  return (name) => {
    const at = clock.ticks();
    const { count, at: before } = left.get(name) ?? { count: atOnce, at };
    const now = Math.min(atOnce, count + ((at - before) * perMinute) / 60_000);
    left.set(name, { count: now < 1 ? now : now - 1, at });
    return now >= 1;
  };
}
