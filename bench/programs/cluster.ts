// A process of its own: the simulated cluster, with more nodes and pods than the home lab has.
import { startCluster } from "../../playground/cluster/cluster.ts";
import { input, tell } from "../program.ts";

export type ClusterInput = {
  readonly directory: string;
  readonly nodes: number;
  readonly podsPerNode: number;
};
export type ClusterReady = { readonly kubeconfig: string };

const { directory, nodes, podsPerNode } = input<ClusterInput>();
const { kubeconfig } = await startCluster({ directory, fleet: { nodes, podsPerNode } });
const ready: ClusterReady = { kubeconfig };
tell(ready);
