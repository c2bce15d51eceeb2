// Durations as people write them: `45s`, `30m`, `4h`, `7d`.
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a whole number and its unit; a schema has let nothing else through. */
export function msOf(text: string): number {
  return Number.parseInt(text, 10) * unitMs[text.slice(-1) as keyof typeof unitMs];
}
