// The Raspberry Pi lost its power.
import type { Scenario } from "./scenario.ts";

const NODE = "pi-1";

export default {
  name: "pi-off",
  title: "Raspberry Pi off",
  description: "pi-1 loses its power: the node turns Unknown, its pods are no longer ready.",
  begin: async (cluster) => {
    cluster.powerOff(NODE);
    cluster.settle();
  },
  end: async (cluster) => {
    cluster.powerOn(NODE);
    cluster.settle();
  },
} satisfies Scenario;
