// The seam to a cluster: what plans, queries and rules may see. Nothing here changes anything.
import type { Fence } from "#src/base/call.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { ClusterActions } from "./actions.ts";
import type { FreshReads, ServerHealth } from "./facts.ts";
import type { KubeEvent, PodDetail, Workload } from "./objects.ts";
import type { ProbeName, Readings } from "./probes.ts";
import type { ListedReads } from "./read/listed.ts";
import type { WatchedRecords } from "./watch/watched.ts";

/** How fresh the snapshot is. Times are epoch milliseconds. */
export type Reach =
  /** Every watch is connected; `asOf` is when the one that never rests was last heard. */
  | { readonly state: "live"; readonly asOf: number }
  /** The first lists are still running; the snapshot is incomplete. */
  | { readonly state: "connecting"; readonly since: number }
  /**
   * A watch is broken; the snapshot is what was `lastSeen`, or empty when nothing ever was. Where only one resource is
   * forbidden, `error` names it, and `lastSeen` is about the others, which are live.
   */
  | {
      readonly state: "unreachable";
      readonly since: number;
      readonly lastSeen: number | undefined;
      readonly error: UnreachableError;
    };

/** What the reflectors hold at one moment. */
export type Snapshot = WatchedRecords & { readonly reach: Reach };

/** One watch by itself; when it was last heard with its records complete, epoch milliseconds. */
export type WatchState = {
  readonly name: string;
  readonly state: "connecting" | "live" | "broken";
  readonly lastSeen: number | undefined;
};

export type LogOptions = {
  readonly container: string | undefined;
  readonly previous: boolean;
  readonly tailLines: number;
  /** The server cuts the log here, bytes. */
  readonly limitBytes: number;
};

/**
 * A cluster as queries, plans and rules see it. `snapshot`, `watches` and `probes` never wait; every other method asks the API server
 * and throws UnreachableError when it does not answer (before its signal ends) or RefusedError when it says no (absent,
 * forbidden) or there is too much to read: a list is whole or it is refused.
 */
export type ClusterView = FreshReads &
  ListedReads & {
    readonly name: string;
    /** Where the API server is, `https://10.0.0.10:6443`; "" until the kubeconfig could be read. */
    readonly server: () => string;
    /** The networks that its nodes are in, CIDRs; empty when the configuration does not say. */
    readonly nodeNetworks: readonly string[];
    readonly snapshot: () => Snapshot;
    /** Each watch that the snapshot is made of; never waits. */
    readonly watches: () => readonly WatchState[];
    /** Resolves when the first lists are complete or failed, whichever is first; without either after `atMostMs`. */
    readonly settled: (signal: AbortSignal, atMostMs?: number) => Promise<void>;
    /** The newest readings of the probes; never waits. */
    readonly probes: () => Readings;
    /** Those that are not read here, as an owner has to allow them. */
    readonly probesOff: readonly ProbeName[];
    /** Makes one now, for a direct question. Never rejects: what went wrong is in the reading. */
    readonly probe: (name: ProbeName, signal: AbortSignal) => Promise<void>;
    readonly health: (signal: AbortSignal) => Promise<ServerHealth>;
    readonly pod: (namespace: string, name: string, signal: AbortSignal) => Promise<PodDetail>;
    readonly podLog: (
      namespace: string,
      name: string,
      options: LogOptions,
      signal: AbortSignal,
    ) => Promise<string>;
    /**
     * All namespaces when `namespace` is undefined; newest first, at most the 20,000 newest. `about` narrows to one
     * involved object.
     */
    readonly events: (scope: EventScope, signal: AbortSignal) => Promise<readonly KubeEvent[]>;
    readonly workloads: (namespace: string | undefined, signal: AbortSignal) => Promise<readonly Workload[]>;
  };

/** What no query, plan or rule gets: reads whose answer is a secret. */
export type TokenSecrets = {
  /**
   * The whole token, `<id>.<secret>`, for steps and deliberate choices only: whoever holds it can join any machine. Never to
   * be logged, stored or posted.
   */
  readonly revealToken: (id: string, signal: AbortSignal) => Promise<string>;
};

/**
 * A cluster as a running step sees it: what can be changed, behind the fence of what was approved. Each call asks the API
 * server once and never retries a change by itself. All throw UnreachableError when it is not known whether the change was
 * made (no answer), RefusedError when the server said no (forbidden, absent, conflict), FenceError when it never left.
 */
export type Cluster = ClusterView & TokenSecrets & ClusterActions;

/** A cluster that can be changed, though by nobody without a fence. */
export type FencedCluster = ClusterView & { readonly fenced: (fence: Fence) => Cluster };

export type EventScope = {
  readonly namespace: string | undefined;
  readonly about: { readonly kind: string; readonly name: string } | undefined;
};

/** A cluster and its running watches. */
export type ClusterConnection = FencedCluster &
  TokenSecrets & {
    readonly start: () => void;
    readonly stop: () => Promise<void>;
  };
