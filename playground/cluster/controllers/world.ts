// What the controllers share: the store, the clock, and what is wrong with the machines.
import type { Clock } from "#src/base/clock.ts";
import type { Logs } from "../logs.ts";
import type { Store } from "../store.ts";

/** Something that keeps a container of matching pods from running. */
export type Affliction = {
  readonly name: string;
  readonly matches: (pod: {
    readonly namespace: string;
    readonly name: string;
    readonly node: string;
    readonly image: string;
  }) => boolean;
  readonly kind: "CrashLoopBackOff" | "ImagePullBackOff";
  readonly exitCode: number;
  /** How often it crashed so far. */
  readonly restarts: number;
  /** What the container says before it dies. */
  readonly log: string;
};

export type World = {
  readonly store: Store;
  readonly clock: Clock;
  readonly logs: Logs;
  /** Nodes that are switched off, with the time since when. */
  readonly off: Map<string, number>;
  readonly afflictions: Map<string, Affliction>;
  /** From bound to Running, ms. */
  readonly podStartMs: number;
  /** How long the last heartbeat may be old before a node counts as lost, ms. */
  readonly nodeGraceMs: number;
  /** Resolves at once, or when controllers and kubelets that stand still go on. */
  readonly moving: () => Promise<void>;
  /** Aborts every timer. */
  readonly stopped: AbortSignal;
  /** Asks for another pass of the controllers. */
  readonly wake: () => void;
};
