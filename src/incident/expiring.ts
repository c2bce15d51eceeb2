// How near the end of a certificate is, in the steps at which people are told.
import { span } from "#src/base/text.ts";
import type { CertificateEnd } from "#src/kubernetes/facts.ts";
import type { Rising, Severity } from "./rule.ts";

const dayMs = 24 * 3_600_000;

type Step = { readonly days: number; readonly severity: Severity };

/** Each step is told anew. */
export const steps: readonly Step[] = [
  { days: 60, severity: "info" },
  { days: 30, severity: "info" },
  { days: 14, severity: "warning" },
  { days: 7, severity: "warning" },
  { days: 1, severity: "critical" },
];

export type Ending = CertificateEnd & { readonly until: number };

/** A certificate that is renewed by itself is renewed before this part of its life is left (client-go: at 70 to 90 %). */
const partLeft = 1 / 4;

/** Those that end within so many days, the first to end first. What nobody could read says nothing. */
export function ending(ends: readonly CertificateEnd[], days: number, now: number): readonly Ending[] {
  return ends
    .flatMap((end) => (end.validity ? [{ ...end, until: end.validity.until, from: end.validity.from }] : []))
    .filter(({ from, until }) => until - now <= days * dayMs && until - now <= (until - from) * partLeft)
    .sort((a, b) => a.until - b.until);
}

/** 1 at the first step, 5 at the last. */
export function stageOf(until: number, now: number): number {
  return steps.filter(({ days }) => until - now <= days * dayMs).length;
}

/** By the first of them to end. */
export const risingToTheEnd: Rising<{ readonly first: Ending }> = {
  of: ({ first }, now) => steps[stageOf(first.until, now) - 1]?.severity ?? "info",
  words: "warning from 14 days on, critical on the last day; told anew at 30, 14, 7 and 1 days",
};

/** `ends in 12 d`, `ended 3 h ago`. */
export function sayEnd(until: number, now: number): string {
  return until > now ? `ends in ${span(until - now)}` : `ended ${span(now - until)} ago`;
}
