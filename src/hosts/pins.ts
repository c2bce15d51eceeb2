// What the hosts need of the store: hosts with the key that was approved for each.
import type { PinnedHost } from "./host.ts";

export type PinTable = {
  readonly list: (cluster: string) => Promise<readonly PinnedHost[]>;
  /** Keeps it. True also when the same key is pinned already; false when another one is, and nothing was written. */
  readonly pin: (cluster: string, host: PinnedHost) => Promise<boolean>;
  readonly forget: (cluster: string, name: string) => Promise<void>;
};
