// How long to wait after the nth failure in a row: quick at first, polite later, never in step with others.

/** `silent`: nothing answers, so trying costs nobody much. `answered`: the server is there and is struggling. */
export type FailureKind = "silent" | "answered";

const firstMs = { silent: 200, answered: 500 } as const;
const quickTries = 10;

/** Between half and all of: doubling, at most 1 s for the first failures and 5 s later; 30 s for a server in trouble. */
export function backoffMs(kind: FailureKind, failures: number, random: number): number {
  const capMs = kind === "answered" ? 30_000 : failures <= quickTries ? 1_000 : 5_000;
  const fullMs = Math.min(capMs, firstMs[kind] * 2 ** (failures - 1));
  return fullMs * (0.5 + random / 2);
}
