// What running an operation takes, whether it is begun, resumed or found orphaned.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Self } from "#src/base/self.ts";
import type { FencedCampaigns } from "#src/campaign/begin.ts";
import type { FencedHosts } from "#src/hosts/host.ts";
import type { FencedCluster } from "#src/kubernetes/cluster.ts";
import type { Journal } from "./journal.ts";
import type { Step } from "./step.ts";

export type Engine = {
  readonly journal: Journal;
  readonly steps: ReadonlyMap<string, Step>;
  readonly cluster: (name: string) => FencedCluster | undefined;
  readonly hosts: (cluster: string) => FencedHosts;
  readonly campaigns: FencedCampaigns;
  /** The pod that the bot runs in, when it runs in that cluster. */
  readonly self: (cluster: string) => Self | undefined;
  /** What the words of a step that failed mean, where somebody knows. */
  readonly explain: (words: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** This process, in the claims that it holds. */
  readonly runner: string;
  /** The process is to end: no further step is begun. */
  readonly stopping: AbortSignal;
  /** Its patience is over: what is under way is left as it is, and recovered at the next start. */
  readonly leaving: AbortSignal;
};
