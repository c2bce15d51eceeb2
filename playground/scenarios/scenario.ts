// What a scenario is: something that breaks, and how it is mended again.
import type { SimulatedCluster } from "../cluster/cluster.ts";
import type { SimulatedMachines } from "../hosts/machines.ts";

/** What it happens on: machines only where there are any. */
export type Stage = {
  readonly cluster: SimulatedCluster;
  readonly machines?: SimulatedMachines | undefined;
};

/** Beginning twice or ending what never began does no harm; scenarios mix in any order. */
export type Scenario = {
  /** As typed: `pi-off`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly begin: (cluster: SimulatedCluster, machines?: SimulatedMachines) => Promise<void>;
  readonly end: (cluster: SimulatedCluster, machines?: SimulatedMachines) => Promise<void>;
};
