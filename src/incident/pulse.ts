// When the loop around the rules last came round, and when each cluster was last looked at: who watches the watcher reads it.
import type { Clock } from "#src/base/clock.ts";

/** In ticks. */
export type Beat = {
  /** When all clusters were last gone through, whoever has the duty; undefined before the first time. */
  readonly turnedAt: number | undefined;
  /** When each cluster whose duty is ours was last looked at with success. */
  readonly lookedAt: ReadonlyMap<string, number>;
};

export function createPulse({ ticks }: Pick<Clock, "ticks">) {
  const lookedAt = new Map<string, number>();
  let turnedAt: number | undefined;
  return {
    read: (): Beat => ({ turnedAt, lookedAt: new Map(lookedAt) }),
    turn: (): void => {
      turnedAt = ticks();
    },
    leave: (cluster: string): void => void lookedAt.delete(cluster),
    during: async (cluster: string, look: Promise<void>): Promise<void> => {
      // From the first try on: what never comes to an end would have no age.
      if (!lookedAt.has(cluster)) lookedAt.set(cluster, ticks());
      await look;
      lookedAt.set(cluster, ticks());
    },
  };
}
