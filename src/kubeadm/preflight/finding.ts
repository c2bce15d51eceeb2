// What a preflight check says of a machine.
import type { Facts } from "./facts.ts";

/** `mends`: not as it must be, and joining puts it right. `warning`: it would join. `blocking`: it would not, or must not. */
export type Verdict = "passed" | "mends" | "warning" | "blocking";

export type Finding = {
  /** `swap`, as a table lists it. */
  readonly check: string;
  readonly verdict: Verdict;
  /** What is so: text of the machine is in it. */
  readonly says: string;
  /** What would mend it, where joining does not. */
  readonly mend?: string;
};

export type Check = (facts: Facts) => readonly Finding[];

/** A check's findings, each under its name. */
export function findings(check: string) {
  const of =
    (verdict: Verdict) =>
    (says: string, mend?: string): Finding => ({ check, verdict, says, ...(mend !== undefined && { mend }) });
  return { passed: of("passed"), mends: of("mends"), warning: of("warning"), blocking: of("blocking") };
}
