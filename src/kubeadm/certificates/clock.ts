// A wrong clock, in words: certificates look ended or not yet valid by it, and renewing them would mend nothing.
import { span } from "#src/base/text.ts";

/** Clocks differ by a little; by more than this, one of them is wrong. */
const toleratedMs = 5 * 60_000;

/** Undefined where host and bot agree. */
export function wrongClock(host: string, aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= toleratedMs) return undefined;
  const how = aheadMs > 0 ? "ahead of" : "behind";
  return `The clock of ${host} is ${span(Math.abs(aheadMs))} ${how} Wheelhouse's.`;
}
