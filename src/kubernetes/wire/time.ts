// RFC 3339 times of Kubernetes' JSON as epoch milliseconds, and deadlines on a clock that may be set.

/** 0 for an absent time; Kubernetes writes null for one that was never set. */
export function timeOf(text: string | null | undefined): number {
  if (text == null) return 0;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}

/** Whether `ms` lie between; true also when the clock was set back since, for then nobody knows. */
export function hasPassed(ms: number, since: number, now: number): boolean {
  return now < since || now - since >= ms;
}
