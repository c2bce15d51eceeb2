// What a scenario is: something that breaks, and how it is mended again.
import type { SimulatedCluster } from "../cluster/cluster.ts";

/** Beginning twice or ending what never began does no harm; scenarios mix in any order. */
export type Scenario = {
  /** As typed: `pi-off`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly begin: (cluster: SimulatedCluster) => Promise<void>;
  readonly end: (cluster: SimulatedCluster) => Promise<void>;
};
