// worker1 cannot be drained: a budget allows nothing, and somebody started a pod by hand.
import { container, plain } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

const POD = "dump-by-hand";

export default {
  name: "drain-blocked",
  title: "worker1 cannot be drained",
  description: "The budget of postgres allows no disruption, and dump-by-hand on worker1 has no controller.",
  begin: async (cluster) => {
    cluster.store.put(
      plain("PodDisruptionBudget", "data", "postgres", {
        apiVersion: "policy/v1",
        metadata: { generation: 1 },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "postgres" } } },
        status: {},
      }),
    );
    if (cluster.store.get("pods", "data", POD) === undefined) cluster.store.put(podByHand());
    cluster.settle();
  },
  end: async (cluster) => {
    cluster.store.remove("policy/poddisruptionbudgets", "data", "postgres");
    cluster.store.remove("pods", "data", POD);
    cluster.settle();
  },
} satisfies Scenario;

function podByHand() {
  const image = "docker.io/library/postgres:18.1";
  return plain("Pod", "data", POD, {
    metadata: { labels: { run: POD } },
    spec: {
      containers: [container({ name: POD, image, command: ["sleep", "infinity"] })],
      nodeName: "worker1",
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      volumes: [{ name: "dump", emptyDir: {} }],
    },
    status: { phase: "Pending" },
  });
}
