// The operations that this process is at: one piece of work at a time for each.
import type { Engine } from "./engine.ts";
import type { execute } from "./execute.ts";

export type Running = {
  /** Begins the work, or lets it follow what is under way: a resumption may come while the end before it is still being told of. */
  readonly run: (id: string, work: typeof execute) => void;
  readonly isUnderWay: (id: string) => boolean;
  /** Resolves once nothing of what is under way now is; never rejects. */
  readonly atRest: () => Promise<unknown>;
};

export function createRunning(engine: Engine): Running {
  const underWay = new Map<string, Promise<void>>();
  return {
    run: (id, work) => {
      const running = (underWay.get(id) ?? Promise.resolve())
        .then(() => work(engine, id))
        .finally(() => {
          if (underWay.get(id) === running) underWay.delete(id);
        });
      underWay.set(id, running);
    },
    isUnderWay: (id) => underWay.has(id),
    atRest: () => Promise.allSettled(underWay.values()),
  };
}
