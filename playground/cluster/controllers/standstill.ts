// Controllers and kubelets that stand still: what is asked of the API server is stored, and nothing comes of it yet.

export type Standstill = {
  readonly isFrozen: () => boolean;
  /** Resolves at once, or when they go on. */
  readonly moving: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
};

export function makeStandstill(): Standstill {
  let thawed: PromiseWithResolvers<void> | undefined;
  return {
    isFrozen: () => thawed !== undefined,
    moving: async () => thawed?.promise,
    freeze: () => {
      thawed ??= Promise.withResolvers();
    },
    thaw: () => {
      thawed?.resolve();
      thawed = undefined;
    },
  };
}
