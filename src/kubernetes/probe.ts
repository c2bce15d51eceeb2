// What a probe is: a reading of the cluster made now and then, at its own pace, beside what is watched all the time.
import type { BotError } from "#src/base/errors.ts";
import type { CertificateEnd, ChangedHostKey, FreshReads, ServerHealth } from "./facts.ts";
import type { Workload } from "./objects.ts";
import type { KubeletReads } from "./read/kubelets.ts";

/** What a probe may ask for; never something for each node and second. */
export type Probed = FreshReads &
  KubeletReads & {
    readonly health: (signal: AbortSignal) => Promise<ServerHealth>;
    readonly workloads: (namespace: string | undefined, signal: AbortSignal) => Promise<readonly Workload[]>;
    /** The size of etcd's database in bytes, for each etcd that the API server uses. */
    readonly storageSizes: (signal: AbortSignal) => Promise<readonly number[]>;
    readonly certificates: (signal: AbortSignal) => Promise<readonly CertificateEnd[]>;
    /** Asked of the machines themselves, by whoever may log in there. */
    readonly hostKeys: (signal: AbortSignal) => Promise<readonly ChangedHostKey[]>;
  };

export type Probe<T> = {
  /** From the end of one reading to the next; a reading that failed is made again within five minutes. */
  readonly everyMs: number;
  /** How much sooner it is made again after one that said this: somebody waits to see it mended. */
  soonerMs?(value: T, now: number): number | undefined;
  /** How long a reading says something about now. */
  readonly goodForMs: number;
  /** A reading that takes longer has failed. */
  readonly patienceMs: number;
  readonly read: (cluster: Probed, signal: AbortSignal) => Promise<T>;
};

/** The newest reading and when it was made, epoch milliseconds; after `until` it says nothing about now. */
export type Reading<T> = { readonly at: number; readonly until: number } & (
  | { readonly value: T }
  | { readonly error: BotError }
);

export function defineProbe<T>(probe: Probe<T>): Probe<T> {
  return probe;
}
