// How long somebody else's word has stood unchanged before our eyes.
import type { Clock } from "./clock.ts";

/**
 * A claim that another machine renews is judged by how long we have seen it unchanged, never by comparing its
 * timestamp with our clock, so clocks need not agree. Kubernetes' client-go elects leaders so (`observedTime` in
 * tools/leaderelection). A first look starts the wait: what was left by the dead is free one term after we came.
 */
export type Unchanged = {
  /** Milliseconds since this name was first seen to say exactly this; 0 when it is news. */
  readonly forMs: (name: string, says: string) => number;
  readonly forget: (name: string) => void;
};

export function createUnchanged({ ticks }: Pick<Clock, "ticks">): Unchanged {
  const seen = new Map<string, { readonly says: string; readonly since: number }>();
  return {
    forMs: (name, says) => {
      const now = ticks();
      const known = seen.get(name);
      if (known?.says === says) return now - known.since;
      seen.set(name, { says, since: now });
      return 0;
    },
    forget: (name) => void seen.delete(name),
  };
}
