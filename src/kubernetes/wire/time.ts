// RFC 3339 times of Kubernetes' JSON as epoch milliseconds.

/** 0 for an absent time; Kubernetes writes null for one that was never set. */
export function timeOf(text: string | null | undefined): number {
  if (text == null) return 0;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
